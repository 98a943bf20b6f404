package recurra.gateway.provider;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of each model at each provider. Clients choose models, so only those that were
 * asked last are known. Safe for threads.
 */
final class TargetStates {
    private static final int MOST = 200;

    private final Duration pause;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Map<Key, TargetState> states = new LinkedHashMap<>(16, 0.75f, true);

    private record Key(String provider, String model) {}

    TargetStates(Duration pause, Clock clock, MeterRegistry meters) {
        this.pause = pause;
        this.clock = clock;
        this.meters = meters;
    }

    synchronized TargetState of(Target target) {
        Key key = new Key(target.provider().name(), target.model());
        TargetState known = states.get(key);
        if (known != null) {
            return known;
        }
        if (states.size() == MOST) {
            forgetEldest();
        }
        TargetState state = new TargetState(target, pause, clock, meters);
        states.put(key, state);
        return state;
    }

    private void forgetEldest() {
        Key eldest = states.keySet().iterator().next();
        TargetState state = states.remove(eldest);
        if (state != null) {
            state.forget();
        }
    }
}
