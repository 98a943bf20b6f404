package recurra.gateway.completion;

import java.nio.charset.StandardCharsets;
import recurra.matching.request.ChatRequest;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A chat request as the provider gets it: byte for byte as the client sent it, but that a stream is
 * asked for its usage, without which nobody knows what it cost.
 *
 * @param withholdsUsage whether the chunk with the usage was not asked for by the client, and so
 *     has to be kept from it
 */
record UpstreamRequest(
        @SuppressWarnings("ArrayRecordComponent") byte[] body, boolean withholdsUsage) {
    private static final String STREAM_OPTIONS = "stream_options";
    private static final byte[] INSERTED =
            "\"stream_options\":{\"include_usage\":true},".getBytes(StandardCharsets.UTF_8);
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

    /**
     * The request for a provider.
     *
     * @param streamUsage whether the provider knows {@code stream_options}
     */
    static UpstreamRequest of(ChatRequest request, boolean streamUsage) {
        if (!withholdsUsage(request, streamUsage)) {
            return new UpstreamRequest(request.body(), false);
        }
        ObjectNode tree = request.tree();
        if (tree.has(STREAM_OPTIONS)) {
            tree.withObjectProperty(STREAM_OPTIONS).put("include_usage", true);
            return new UpstreamRequest(JSON.writeValueAsBytes(tree), true);
        }
        return new UpstreamRequest(insertAfterBrace(request.body()), true);
    }

    /**
     * Whether the chunk with the usage is for the gateway alone.
     *
     * @param streamUsage whether the provider knows {@code stream_options}
     */
    static boolean withholdsUsage(ChatRequest request, boolean streamUsage) {
        return request.stream() && !request.includeUsage() && streamUsage;
    }

    /** Puts the option before all other fields, of which there is always one. */
    private static byte[] insertAfterBrace(byte[] body) {
        int after = 0;
        while (body[after] != '{') {
            after++;
        }
        after++;
        byte[] longer = new byte[body.length + INSERTED.length];
        System.arraycopy(body, 0, longer, 0, after);
        System.arraycopy(INSERTED, 0, longer, after, INSERTED.length);
        System.arraycopy(body, after, longer, after + INSERTED.length, body.length - after);
        return longer;
    }

    /** Without content. */
    @Override
    public String toString() {
        return "UpstreamRequest[bytes=" + body.length + ", withholdsUsage=" + withholdsUsage + "]";
    }
}
