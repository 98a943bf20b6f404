package recurra.gateway.completion;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names of models as metrics may carry them: the first hundred, and one name for all others, since
 * each name costs memory here and in every system that collects metrics, and clients choose it.
 */
final class ModelLabels {
    private static final int MOST = 100;
    private static final String OTHER = "other";

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    String of(String model) {
        if (known.contains(model)) {
            return model;
        }
        return known.size() < MOST && known.add(model) ? model : OTHER;
    }
}
