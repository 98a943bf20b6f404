package recurra.simulator;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The models that the simulator plays. */
final class Models {

    /** What answers name instead of the alias that was asked for, as OpenAI does. */
    private static final Map<String, String> SNAPSHOTS =
            Map.of(
                    "gpt-5", "gpt-5-2025-08-07",
                    "gpt-5-mini", "gpt-5-mini-2025-08-07",
                    "gpt-5-nano", "gpt-5-nano-2025-08-07",
                    "gpt-4.1", "gpt-4.1-2025-04-14",
                    "gpt-4.1-mini", "gpt-4.1-mini-2025-04-14",
                    "gpt-4.1-nano", "gpt-4.1-nano-2025-04-14",
                    "gpt-4o", "gpt-4o-2024-08-06",
                    "gpt-4o-mini", "gpt-4o-mini-2024-07-18");

    /** Dimensions of the embedding models' vectors. */
    private static final Map<String, Integer> DIMENSIONS =
            Map.of(
                    "text-embedding-3-small", 1_536,
                    "text-embedding-3-large", 3_072,
                    "simulator-embedding", 384);

    static final Set<String> DEFAULT_NAMES = defaultNames();

    /** When every simulated model was created: the start of 2025, epoch seconds. */
    private static final long CREATED = 1_735_689_600L;

    private final Set<String> names;

    private Models(Set<String> names) {
        this.names = names;
    }

    /**
     * The models that are asked for by name, and those that were recorded.
     *
     * @param names the models that exist; empty accepts every name
     */
    static Models of(Set<String> names, Set<String> recorded) {
        Set<String> all = new TreeSet<>(names);
        if (!names.isEmpty()) {
            all.addAll(recorded);
        }
        return new Models(all);
    }

    void requireKnown(String model) {
        if (!names.isEmpty() && !names.contains(model)) {
            throw new ApiException(ApiError.unknownModel(model));
        }
    }

    /** Whether a model thinks aloud, in {@code reasoning_content}. */
    static boolean reasons(String model) {
        return model.contains("reasoning");
    }

    static String snapshot(String model) {
        return SNAPSHOTS.getOrDefault(model, model);
    }

    static int dimensions(String model) {
        return DIMENSIONS.getOrDefault(model, 1_536);
    }

    /** The body of {@code GET /v1/models}. */
    ObjectNode list() {
        ObjectNode list = Json.object().put("object", "list");
        ArrayNode data = list.putArray("data");
        names.forEach(name -> data.add(describe(name)));
        return list;
    }

    /** The body of {@code GET /v1/models/{model}}. */
    ObjectNode describe(String model) {
        return Json.object()
                .put("id", model)
                .put("object", "model")
                .put("created", CREATED)
                .put("owned_by", "recurra-simulator");
    }

    private static Set<String> defaultNames() {
        Set<String> names = new TreeSet<>(SNAPSHOTS.keySet());
        names.addAll(SNAPSHOTS.values());
        names.addAll(DIMENSIONS.keySet());
        names.add("simulator-chat");
        names.add("simulator-reasoning");
        return Set.copyOf(names);
    }
}
