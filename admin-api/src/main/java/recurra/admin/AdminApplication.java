package recurra.admin;

import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import recurra.admin.config.AdminProperties;

/** The admin API as a service. */
@SpringBootApplication(
        proxyBeanMethods = false,
        // All services share one class path in the standalone run, and each takes only what it
        // needs from it.
        excludeName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
            "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration"
        })
@EnableConfigurationProperties(AdminProperties.class)
public class AdminApplication {
    /** The admin API, ready to run, alone or beside other services in one JVM. */
    public static SpringApplicationBuilder builder() {
        return new SpringApplicationBuilder(AdminApplication.class)
                .properties("spring.config.name=admin-api")
                .bannerMode(Banner.Mode.OFF);
    }

    public static void main(String[] args) {
        builder().run(args);
    }
}
