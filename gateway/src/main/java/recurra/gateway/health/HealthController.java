package recurra.gateway.health;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import recurra.gateway.provider.ProviderRegistry;

/**
 * Whether the gateway lives and whether it can serve. It can while it has a provider: every other
 * part may be away, which makes it degraded. It is starting until each part was asked once.
 */
@RestController
class HealthController {
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final ProviderRegistry providers;
    private final PartsMonitor parts;

    HealthController(ProviderRegistry providers, PartsMonitor parts) {
        this.providers = providers;
        this.parts = parts;
    }

    /** What a probe is told. */
    record Health(String status, Map<String, String> parts) {}

    /**
     * What a probe of readiness is told.
     *
     * @param providers what is known of each from its last calls, which makes nothing unready
     */
    record Readiness(
            String status, Map<String, String> parts, Map<String, ProviderHealth> providers) {}

    /**
     * @param health from 0 to 1, in hundredths
     */
    record ProviderHealth(double health) {}

    @GetMapping("/healthz")
    ResponseEntity<Health> live() {
        return json(OK, new Health("up", Map.of()));
    }

    @GetMapping("/readyz")
    ResponseEntity<Readiness> ready() {
        boolean serves = !providers.all().isEmpty();
        Map<String, String> states = new LinkedHashMap<>();
        states.put("providers", serves ? "up" : "none configured");
        parts.states().forEach((part, there) -> states.put(part, there ? "up" : "down"));
        if (!serves) {
            return ready(UNAVAILABLE, "not ready", states);
        }
        if (parts.states().isEmpty()) {
            return ready(UNAVAILABLE, "starting", states);
        }
        boolean degraded = states.containsValue("down");
        return ready(OK, degraded ? "degraded" : "ready", states);
    }

    private ResponseEntity<Readiness> ready(int code, String status, Map<String, String> states) {
        Map<String, ProviderHealth> known = new LinkedHashMap<>();
        for (ProviderRegistry.Listed listed : providers.all()) {
            double health = listed.provider().health().value();
            known.put(
                    listed.provider().name(), new ProviderHealth(Math.round(health * 100) / 100.0));
        }
        return json(code, new Readiness(status, states, known));
    }

    private static <T> ResponseEntity<T> json(int code, T body) {
        return ResponseEntity.status(code).contentType(MediaType.APPLICATION_JSON).body(body);
    }
}
