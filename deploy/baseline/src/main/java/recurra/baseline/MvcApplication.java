package recurra.baseline;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** An empty Spring MVC application, with Spring Boot's starter and no other. */
@SpringBootApplication(proxyBeanMethods = false)
public class MvcApplication {
    public static void main(String[] args) {
        SpringApplication.run(MvcApplication.class, args);
    }

    @RestController
    static class Handler {
        private static final MediaType JSON = MediaType.parseMediaType(Answers.JSON_TYPE);
        private static final MediaType STREAM = MediaType.parseMediaType(Answers.STREAM_TYPE);

        private final Answers answers = Answers.read();

        @PostMapping("/json")
        ResponseEntity<byte[]> json(@RequestBody byte[] request) {
            return ResponseEntity.ok().contentType(JSON).body(answers.json());
        }

        @PostMapping("/stream")
        ResponseEntity<byte[]> stream(@RequestBody byte[] request) {
            return ResponseEntity.ok().contentType(STREAM).body(answers.stream());
        }

        @GetMapping("/healthz")
        String health() {
            return "up";
        }
    }
}
