package recurra.gateway;

import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import recurra.gateway.config.GatewayProperties;

/** The gateway as a service. */
@SpringBootApplication(
        proxyBeanMethods = false,
        // The gateway starts without a database and without Kafka, and finds its own way to them.
        excludeName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
            "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
            "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration",
            // Counts and times each request a second time, for a tenth of what a hit costs.
            "org.springframework.boot.webmvc.autoconfigure.WebMvcObservationAutoConfiguration"
        })
@EnableConfigurationProperties(GatewayProperties.class)
public class GatewayApplication {
    /** The gateway, ready to run, alone or beside other services in one JVM. */
    public static SpringApplicationBuilder builder() {
        return new SpringApplicationBuilder(GatewayApplication.class)
                .properties("spring.config.name=gateway")
                .bannerMode(Banner.Mode.OFF);
    }

    public static void main(String[] args) {
        builder().run(args);
    }
}
