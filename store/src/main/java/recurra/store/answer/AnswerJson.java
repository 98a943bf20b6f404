package recurra.store.answer;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON as answers need it: numbers keep their digits. */
final class AnswerJson {
    /** Reads and writes without loss. */
    static final JsonMapper LOSSLESS =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    /** Writes equal objects as equal text. */
    static final JsonMapper SORTED =
            LOSSLESS.rebuild().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();

    private AnswerJson() {}

    /**
     * Reads an object.
     *
     * @throws MalformedAnswerException when the text is something else; the message does not repeat
     *     it
     */
    static ObjectNode object(String text) {
        JsonNode node;
        try {
            node = LOSSLESS.readTree(text);
        } catch (tools.jackson.core.JacksonException e) {
            // The cause would carry the text, and with it the completion, into logs.
            throw new MalformedAnswerException(
                    "The provider sent an event of "
                            + text.length()
                            + " characters that is not JSON");
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new MalformedAnswerException(
                "The provider sent JSON that is not an object: " + node.getNodeType());
    }
}
