package recurra.simulator;

import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON trees and the two ways they are written. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final JsonMapper SORTING_MAPPER =
            JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();

    private Json() {}

    /** Throws {@link tools.jackson.core.JacksonException} when the text is not one JSON value. */
    static JsonNode parse(byte[] utf8) {
        return MAPPER.readTree(utf8);
    }

    static JsonNode parse(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    static String write(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    static byte[] writeBytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** The same text for the same value, whatever the order of its properties. */
    static String writeSorted(JsonNode node) {
        return SORTING_MAPPER.writeValueAsString(node);
    }
}
