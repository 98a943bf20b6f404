package recurra.simulator;

import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Makes a JSON value that a JSON Schema accepts, for arguments of tools and structured answers.
 *
 * <p>Knows {@code $ref} inside the schema, {@code const}, {@code enum}, {@code anyOf}, {@code
 * oneOf}, {@code allOf} (its first), types, {@code properties}, {@code items}, {@code minItems},
 * {@code minimum} and {@code maximum}. Below {@value #MAX_DEPTH} levels, and beyond {@value
 * #MAX_NODES} values, everything is null.
 */
final class SchemaSample {

    private static final int MAX_DEPTH = 16;
    private static final int MAX_NODES = 10_000;
    private static final int MAX_ITEMS = 16;
    private static final long DEFAULT_MAXIMUM = 1_000;

    private final JsonNode root;
    private final Digest digest;
    private final SplittableRandom random;
    private int nodes;

    private SchemaSample(JsonNode root, Digest digest) {
        this.root = root;
        this.digest = digest;
        this.random = digest.random();
    }

    /** The same value for the same schema and digest. */
    static JsonNode of(JsonNode schema, Digest digest) {
        return new SchemaSample(schema, digest).sample(schema, "value", 0);
    }

    private JsonNode sample(JsonNode schema, String name, int depth) {
        if (depth > MAX_DEPTH || ++nodes > MAX_NODES) {
            return NullNode.getInstance();
        }
        if (schema.has("$ref")) {
            String pointer = schema.path("$ref").asString("");
            return pointer.equals("#") || pointer.startsWith("#/")
                    ? sample(root.at(pointer.substring(1)), name, depth + 1)
                    : NullNode.getInstance();
        }
        if (schema.has("const")) {
            return schema.get("const");
        }
        JsonNode values = schema.path("enum");
        if (values.isArray() && !values.isEmpty()) {
            return values.get(random.nextInt(values.size()));
        }
        for (String union : new String[] {"anyOf", "oneOf", "allOf"}) {
            if (!schema.path(union).isEmpty()) {
                return sample(schema.path(union).get(0), name, depth + 1);
            }
        }
        return switch (type(schema)) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, name, depth);
            case "integer" -> LongNode.valueOf(integer(schema));
            case "number" -> DoubleNode.valueOf((double) integer(schema));
            case "boolean" -> BooleanNode.valueOf(random.nextBoolean());
            case "null" -> NullNode.getInstance();
            default -> StringNode.valueOf("%s %s".formatted(name, digest.shortHex(8)));
        };
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isArray() && !type.isEmpty()) {
            return type.get(0).asString("");
        }
        return type.asString(schema.has("properties") ? "object" : "string");
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = Json.object();
        schema.path("properties")
                .properties()
                .forEach(property ->
                        object.set(
                                property.getKey(),
                                sample(property.getValue(), property.getKey(), depth + 1)));
        return object;
    }

    private ArrayNode array(JsonNode schema, String name, int depth) {
        ArrayNode array = Json.array();
        int items = Math.clamp(schema.path("minItems").asInt(1), 1, MAX_ITEMS);
        for (int i = 0; i < items; i++) {
            array.add(sample(schema.path("items"), name, depth + 1));
        }
        return array;
    }

    private long integer(JsonNode schema) {
        long minimum = schema.path("minimum").asLong(0);
        long maximum = Math.max(minimum, schema.path("maximum").asLong(minimum + DEFAULT_MAXIMUM));
        return maximum == Long.MAX_VALUE ? minimum : random.nextLong(minimum, maximum + 1);
    }
}
