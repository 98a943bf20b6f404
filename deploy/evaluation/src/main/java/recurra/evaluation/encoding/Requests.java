package recurra.evaluation.encoding;

import java.nio.charset.StandardCharsets;
import recurra.matching.request.ChatRequest;
import recurra.matching.request.InvalidRequestException;
import recurra.matching.request.RequestLimits;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Chat requests around a text, as a client would send them. */
public final class Requests {
    /** Any name; all requests of a run use the same. */
    public static final String MODEL = "gpt-4o-mini";

    private static final JsonMapper JSON = JsonMapper.shared();

    private Requests() {}

    /** A request that asks the question and nothing else. */
    public static ObjectNode of(String question) {
        ObjectNode request = JSON.createObjectNode();
        request.put("model", MODEL);
        request.putArray("messages").addObject().put("role", "user").put("content", question);
        return request;
    }

    public static ChatRequest parse(ObjectNode request) {
        return parse(request.toString());
    }

    public static ChatRequest parse(String request) {
        try {
            return ChatRequest.parse(
                    request.getBytes(StandardCharsets.UTF_8), RequestLimits.DEFAULTS);
        } catch (InvalidRequestException e) {
            throw new IllegalArgumentException("Not a request that a gateway would accept", e);
        }
    }
}
