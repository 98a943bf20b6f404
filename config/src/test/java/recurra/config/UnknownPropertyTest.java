package recurra.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

@ExtendWith(OutputCaptureExtension.class)
class UnknownPropertyTest {
    @Test
    void namesTheFullPathAndTheNearestProperty(CapturedOutput output) {
        assertThat(catchThrowable(() -> start("shop.limits.request-bdy=5"))).isNotNull();
        assertThat(output)
                .contains("There is no property 'shop.limits.request-bdy'")
                .contains("Did you mean 'shop.limits.request-body'?");
    }

    @Test
    void looksIntoMapsAndLists(CapturedOutput output) {
        assertThat(catchThrowable(() -> start("shop.sellers.acme.adress=x"))).isNotNull();
        assertThat(output).contains("Did you mean 'shop.sellers.acme.address'?");
        assertThat(catchThrowable(() -> start("shop.branches[0].adress=x"))).isNotNull();
        assertThat(output).contains("Did you mean 'shop.branches[0].address'?");
    }

    @Test
    void startsWithValidProperties() {
        start("shop.limits.request-body=5", "shop.sellers.acme.address=x");
    }

    @Test
    void countsEdits() {
        assertThat(PropertyNames.editDistance("kitten", "sitting")).isEqualTo(3);
        assertThat(PropertyNames.editDistance("", "abc")).isEqualTo(3);
    }

    private static void start(String... arguments) {
        SpringApplication application =
                new SpringApplicationBuilder(Shop.class).web(WebApplicationType.NONE).build();
        String[] options = new String[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            options[i] = "--" + arguments[i];
        }
        application.run(options).close();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(ShopProperties.class)
    static class Shop {}

    @ConfigurationProperties(prefix = "shop", ignoreUnknownFields = false)
    record ShopProperties(Limits limits, Map<String, Seller> sellers, List<Seller> branches) {}

    record Limits(int requestBody, Duration timeout) {}

    record Seller(String address) {}
}
