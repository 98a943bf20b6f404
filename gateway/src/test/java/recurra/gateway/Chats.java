package recurra.gateway;

import java.net.http.HttpResponse;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Chat requests and what their answers say. */
public final class Chats {
    private static final JsonMapper JSON = JsonMapper.shared();

    private Chats() {}

    /** A credential that nobody else has, and so a tenant of one's own. */
    public static String newKey() {
        return "Bearer sk-" + UUID.randomUUID();
    }

    /** A request with one user message. */
    public static String ask(String question) {
        return ask(question, "");
    }

    /**
     * A request with one user message.
     *
     * @param fields more fields, each with a comma behind it
     */
    public static String ask(String question, String fields) {
        return "{\"model\":\"gpt-4o-mini\","
                + fields
                + "\"messages\":[{\"role\":\"user\",\"content\":\""
                + question
                + "\"}]}";
    }

    /** A request for a stream. */
    public static String stream(String question) {
        return ask(question, "\"stream\":true,");
    }

    /**
     * A request that makes the simulator do something out of the ordinary.
     *
     * @param fields more fields, each with a comma behind it
     */
    public static String simulate(String directives, String question, String fields) {
        return ask(question, "\"metadata\":{\"simulate\":\"" + directives + "\"}," + fields);
    }

    /** What the first choice of a whole reply says. */
    public static String content(HttpResponse<String> reply) {
        return JSON.readTree(reply.body())
                .path("choices")
                .path(0)
                .path("message")
                .path("content")
                .asString();
    }

    /** What the first choice of a stream says. */
    public static String streamedContent(HttpResponse<String> stream) {
        return streamedContent(stream.body());
    }

    /** What the first choice of a stream says. */
    public static String streamedContent(String stream) {
        StringBuilder content = new StringBuilder();
        stream.lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> JSON.readTree(line.substring("data: ".length())))
                .map(chunk -> chunk.path("choices").path(0).path("delta").path("content"))
                .filter(JsonNode::isString)
                .forEach(piece -> content.append(piece.stringValue()));
        return content.toString();
    }

    /** The error of a reply. */
    public static JsonNode error(HttpResponse<String> reply) {
        return JSON.readTree(reply.body()).path("error");
    }

    /** The body without what each response has of its own. */
    public static String withoutIdentity(HttpResponse<String> reply) {
        return reply.body()
                .replaceAll("\"id\":\\s*\"chatcmpl-[^\"]*\"", "\"id\":\"\"")
                .replaceAll("\"created\":\\s*\\d+", "\"created\":0");
    }

    public static String header(HttpResponse<String> reply, String name) {
        return reply.headers().firstValue(name).orElse("absent");
    }
}
