package recurra.benchmark.system;

import java.util.List;
import java.util.Map;
import recurra.benchmark.load.Call;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Requests for chat completions, as OpenAI's clients write them. */
public final class Chat {
    public static final String PATH = "/v1/chat/completions";

    private static final String MODEL = "gpt-4o-mini";
    private static final JsonMapper JSON = JsonMapper.shared();

    private Chat() {}

    /**
     * A request.
     *
     * @param simulate what the simulator does out of the ordinary; empty for nothing
     */
    public static Call call(int port, String question, boolean stream, String simulate) {
        return Call.of(port, PATH, body(MODEL, question, stream, simulate))
                .with("Authorization", "Bearer " + Stack.KEY);
    }

    public static String body(String model, String question, boolean stream, String simulate) {
        ObjectNode body = JSON.createObjectNode();
        body.put("model", model);
        body.set(
                "messages", JSON.valueToTree(List.of(Map.of("role", "user", "content", question))));
        if (stream) {
            body.put("stream", true);
        }
        if (!simulate.isEmpty()) {
            body.set("metadata", JSON.valueToTree(Map.of("simulate", simulate)));
        }
        return body.toString();
    }
}
