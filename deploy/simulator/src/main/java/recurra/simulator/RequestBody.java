package recurra.simulator;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The body of a request; a field of the wrong type or size ends the call in OpenAI's words. */
record RequestBody(ObjectNode json) {

    String model() {
        JsonNode model = json.path("model");
        if (!model.isString() || model.stringValue().isEmpty()) {
            throw invalid("you must provide a model parameter", "model", null);
        }
        return model.stringValue();
    }

    JsonNode required(String field) {
        JsonNode value = json.path(field);
        if (value.isMissingNode() || value.isNull()) {
            throw invalid(
                    "Missing required parameter: '%s'.".formatted(field),
                    field,
                    "missing_required_parameter");
        }
        return value;
    }

    JsonNode requiredArray(String field) {
        JsonNode value = required(field);
        if (!value.isArray()) {
            throw wrongType(field, "an array", value);
        }
        if (value.isEmpty()) {
            throw invalid(
                    "Invalid '%s': empty array. Expected an array with minimum length 1, but got an empty array instead."
                            .formatted(field),
                    field,
                    "empty_array");
        }
        return value;
    }

    boolean flag(String field, boolean otherwise) {
        JsonNode value = json.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw wrongType(field, "a boolean", value);
        }
        return value.booleanValue();
    }

    OptionalInt number(String field, int min, int max) {
        JsonNode value = json.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return OptionalInt.empty();
        }
        if (!value.canConvertToInt()) {
            throw wrongType(field, "an integer", value);
        }
        int number = value.asInt();
        if (number < min) {
            throw invalid(
                    "Invalid '%s': integer below minimum value. Expected a value >= %d, but got %d instead."
                            .formatted(field, min, number),
                    field,
                    "integer_below_min_value");
        }
        if (number > max) {
            throw invalid(
                    "Invalid '%s': integer above maximum value. Expected a value <= %d, but got %d instead."
                            .formatted(field, max, number),
                    field,
                    "integer_above_max_value");
        }
        return OptionalInt.of(number);
    }

    static ApiException wrongType(String field, String expected, JsonNode value) {
        return invalid(
                "Invalid type for '%s': expected %s, but got %s instead."
                        .formatted(field, expected, typeName(value)),
                field,
                "invalid_type");
    }

    static ApiException invalid(String message, String param, @Nullable String code) {
        return new ApiException(ApiError.badRequest(message, param, code));
    }

    private static String typeName(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT, POJO -> "an object";
            case STRING, BINARY -> "a string";
            case BOOLEAN -> "a boolean";
            case NUMBER -> value.isIntegralNumber() ? "an integer" : "a decimal";
            case NULL, MISSING -> "null";
        };
    }
}
