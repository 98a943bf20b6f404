package recurra.testing;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The components that run. What is still open when the Java process ends is closed then. */
final class Leftovers {
    private static final Set<Component> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> List.copyOf(OPEN).forEach(Component::close),
                                "close-test-components"));
    }

    private Leftovers() {}

    static void closeAtExit(Component component) {
        OPEN.add(component);
    }

    static void forget(Component component) {
        OPEN.remove(component);
    }
}
