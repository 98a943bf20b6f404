package recurra.embedder;

import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import recurra.embedder.config.EmbedderProperties;

/** The embedder as a service. */
@SpringBootApplication(
        proxyBeanMethods = false,
        // All services share one class path in the standalone run, and each takes only what it
        // needs from it.
        excludeName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
            "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration"
        })
@EnableConfigurationProperties(EmbedderProperties.class)
public class EmbedderApplication {
    /** The embedder, ready to run, alone or beside other services in one JVM. */
    public static SpringApplicationBuilder builder() {
        return new SpringApplicationBuilder(EmbedderApplication.class)
                .properties("spring.config.name=embedder")
                .bannerMode(Banner.Mode.OFF);
    }

    public static void main(String[] args) {
        builder().run(args);
    }
}
