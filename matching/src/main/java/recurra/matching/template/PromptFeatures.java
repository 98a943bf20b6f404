package recurra.matching.template;

import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the guards and the score need to know of a prompt, computed once and kept with its entry.
 *
 * @param version of the way the features are computed; features of two versions are never compared
 * @param type what kind of answer the prompt asks for
 * @param tokens the words that can change the answer, in their order
 */
public record PromptFeatures(int version, QuestionType type, List<Token> tokens) {
    /** The version that {@link #of} computes. */
    public static final int VERSION = 1;

    private static final JsonMapper JSON = JsonMapper.shared();

    public PromptFeatures {
        tokens = List.copyOf(tokens);
    }

    /** The features of the prompt. */
    public static PromptFeatures of(String text) {
        return PromptReader.read(text);
    }

    /**
     * The features as JSON: {@code {"version":1,"type":"WHAT","tokens":[["WORD","capital"],…]}}.
     */
    public String toJson() {
        ObjectNode json = JSON.createObjectNode();
        json.put("version", version).put("type", type.name());
        ArrayNode list = json.putArray("tokens");
        for (Token token : tokens) {
            list.addArray().add(token.kind().name()).add(token.text());
        }
        return json.toString();
    }

    /**
     * The features that {@link #toJson} wrote.
     *
     * @throws IllegalArgumentException for anything else, other versions' features included
     */
    public static PromptFeatures fromJson(String json) {
        try {
            JsonNode root = JSON.readTree(json);
            int version = root.required("version").asInt();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "Features of version " + version + "; this build reads " + VERSION);
            }
            List<Token> tokens =
                    root.required("tokens")
                            .valueStream()
                            .map(token ->
                                    new Token(
                                            TokenKind.valueOf(token.required(0).asString()),
                                            token.required(1).asString()))
                            .toList();
            return new PromptFeatures(
                    version, QuestionType.valueOf(root.required("type").asString()), tokens);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("Not the JSON of prompt features", e);
        }
    }

    /** Without content: no prompt reaches a log. */
    @Override
    public String toString() {
        return "PromptFeatures[version="
                + version
                + ", type="
                + type
                + ", tokens="
                + tokens.size()
                + "]";
    }
}
