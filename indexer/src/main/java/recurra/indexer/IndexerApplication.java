package recurra.indexer;

import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import recurra.indexer.config.IndexerProperties;

/** The indexer as a service. */
@SpringBootApplication(
        proxyBeanMethods = false,
        // Migrations are run by hand, in an order that Flyway's own configuration does not know;
        // consumers are made by hand, since each has a batch, a group and a way of failing of its
        // own.
        excludeName = {
            "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
            "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration"
        })
@EnableConfigurationProperties(IndexerProperties.class)
public class IndexerApplication {
    /** The indexer, ready to run, alone or beside other services in one JVM. */
    public static SpringApplicationBuilder builder() {
        return new SpringApplicationBuilder(IndexerApplication.class)
                .properties("spring.config.name=indexer")
                .bannerMode(Banner.Mode.OFF);
    }

    public static void main(String[] args) {
        builder().run(args);
    }
}
