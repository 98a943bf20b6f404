package recurra.evaluation.data;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** One line of a file: a JSON object that says where it stood when something is wrong with it. */
final class Row {
    private final String place;
    private final JsonNode json;

    Row(String place, JsonNode json) {
        this.place = place;
        this.json = json;
        if (!json.isObject()) {
            throw wrong("is not a JSON object", "write one object per line");
        }
    }

    String text(String field) {
        JsonNode value = json.path(field);
        if (!value.isString() || value.stringValue().isBlank()) {
            throw wrong(
                    "has no text in \"" + field + "\"", "add \"" + field + "\" with a text to it");
        }
        return value.stringValue();
    }

    String text(String field, String otherwise) {
        return has(field) ? text(field) : otherwise;
    }

    boolean flag(String field) {
        JsonNode value = json.path(field);
        if (!value.isBoolean()) {
            throw wrong(
                    "has neither true nor false in \"" + field + "\"",
                    "say \""
                            + field
                            + "\": true where one answer serves both, and false elsewhere");
        }
        return value.booleanValue();
    }

    /** An object of texts, numbers and flags; the texts of their values. */
    Map<String, String> texts(String field) {
        JsonNode value = json.path(field);
        if (!value.isObject()) {
            throw wrong(
                    "has no object in \"" + field + "\"",
                    "write \"" + field + "\" as an object from names to values, {} for none");
        }
        Map<String, String> texts = new TreeMap<>();
        value.forEachEntry((name, member) -> texts.put(name, member.asString(member.toString())));
        return texts;
    }

    JsonNode list(String field) {
        JsonNode value = json.path(field);
        if (!value.isArray() || value.isEmpty()) {
            throw wrong(
                    "has no list in \"" + field + "\"",
                    "write \"" + field + "\" as an array with at least one element");
        }
        return value;
    }

    boolean has(String field) {
        return !json.path(field).isMissingNode() && !json.path(field).isNull();
    }

    DataException wrong(String what, String remedy) {
        return new DataException(place + " " + what + "; " + remedy + ".");
    }
}
