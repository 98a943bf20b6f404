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

    @GetMapping("/healthz")
    ResponseEntity<Health> live() {
        return health(OK, "up", Map.of());
    }

    @GetMapping("/readyz")
    ResponseEntity<Health> ready() {
        boolean serves = !providers.all().isEmpty();
        Map<String, String> states = new LinkedHashMap<>();
        states.put("providers", serves ? "up" : "none configured");
        parts.states().forEach((part, there) -> states.put(part, there ? "up" : "down"));
        if (!serves) {
            return health(UNAVAILABLE, "not ready", states);
        }
        if (parts.states().isEmpty()) {
            return health(UNAVAILABLE, "starting", states);
        }
        boolean degraded = states.containsValue("down");
        return health(OK, degraded ? "degraded" : "ready", states);
    }

    private static ResponseEntity<Health> health(
            int code, String status, Map<String, String> parts) {
        return ResponseEntity.status(code)
                .contentType(MediaType.APPLICATION_JSON)
                .body(new Health(status, parts));
    }
}
