package recurra.gateway.error;

import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An error in OpenAI's shape. */
public final class ErrorBody {
    private static final JsonMapper JSON = JsonMapper.shared();

    private ErrorBody() {}

    /** The error as the body of a response. */
    public static byte[] json(GatewayException e) {
        return JSON.writeValueAsBytes(tree(e));
    }

    /** The error as the last event of a stream. */
    public static byte[] event(GatewayException e) {
        return ("data: " + JSON.writeValueAsString(tree(e)) + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode tree(GatewayException e) {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("error")
                .put("message", e.message())
                .put("type", e.code().type())
                .put("param", e.param().orElse(null))
                .put("code", e.wireCode());
        return root;
    }
}
