package recurra.store.answer;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.POJONode;
import tools.jackson.databind.node.StringNode;

/**
 * Puts the chunks of a stream together to the completion that the same provider would have sent in
 * one piece.
 *
 * <p>Works by the form of the fields and not by a list of their names, so that fields nobody knew
 * when this was written are kept: text continues text, objects merge, lists whose elements carry an
 * {@code index} merge by it, other lists continue, and of all else the last value stands.
 *
 * <p>Text that grows stands in the tree as a {@link StringBuilder} until all chunks are there: to
 * put strings together would copy a long answer once for each of its chunks.
 */
final class ChunkFolder {
    private ChunkFolder() {}

    static ObjectNode fold(List<RecordedAnswer.Event> events) {
        ObjectNode completion = AnswerJson.LOSSLESS.createObjectNode();
        Map<Integer, ObjectNode> choices = new TreeMap<>();
        for (RecordedAnswer.Event event : events) {
            ObjectNode chunk = AnswerJson.object(event.data());
            for (Map.Entry<String, JsonNode> field : chunk.properties()) {
                switch (field.getKey()) {
                    case "choices" ->
                            field.getValue().forEach(choice -> foldChoice(choices, choice));
                    // Padding that hides the lengths of chunks; it belongs to the stream and not to
                    // the answer.
                    case "obfuscation" -> {}
                    default -> foldTop(completion, field.getKey(), field.getValue());
                }
            }
        }
        completion.put("object", "chat.completion");
        ArrayNode list = completion.putArray("choices");
        choices.forEach((_, choice) -> list.add(finished(choice)));
        settle(completion);
        return completion;
    }

    private static void foldTop(ObjectNode completion, String name, JsonNode value) {
        // Every chunk repeats id, created and model; usage is null until the last.
        if (!value.isNull() || !completion.has(name)) {
            completion.set(name, value);
        }
    }

    private static void foldChoice(Map<Integer, ObjectNode> choices, JsonNode choice) {
        if (!(choice instanceof ObjectNode source)) {
            throw new MalformedAnswerException("The provider sent a choice that is not an object");
        }
        ObjectNode target =
                choices.computeIfAbsent(
                        source.path("index").asInt(0),
                        index -> AnswerJson.LOSSLESS.createObjectNode().put("index", index));
        for (Map.Entry<String, JsonNode> field : source.properties()) {
            switch (field.getKey()) {
                case "index" -> {}
                case "delta" -> merge(target.withObjectProperty("message"), field.getValue());
                case "logprobs" -> grow(target, "logprobs", field.getValue());
                default -> foldTop(target, field.getKey(), field.getValue());
            }
        }
    }

    private static void merge(ObjectNode target, JsonNode source) {
        for (Map.Entry<String, JsonNode> field : source.properties()) {
            grow(target, field.getKey(), field.getValue());
        }
    }

    /** Lets the field go on by what the next chunk says of it. */
    static void mergeField(ObjectNode target, String name, JsonNode addition) {
        grow(target, name, addition);
        settle(target);
    }

    private static void grow(ObjectNode target, String name, JsonNode addition) {
        JsonNode present = target.get(name);
        if (present == null || present.isNull()) {
            target.set(
                    name,
                    addition instanceof ArrayNode list ? mergeLists(emptyList(), list) : addition);
            return;
        }
        if (addition.isNull()) {
            return;
        }
        if (present instanceof POJONode growing && addition instanceof StringNode more) {
            ((StringBuilder) growing.getPojo()).append(more.stringValue());
        } else if (present instanceof StringNode text && addition instanceof StringNode more) {
            if (isLabel(name)) {
                target.put(name, label(text, more));
            } else {
                target.putPOJO(
                        name, new StringBuilder(text.stringValue()).append(more.stringValue()));
            }
        } else if (present instanceof ObjectNode object && addition instanceof ObjectNode) {
            merge(object, addition);
        } else if (present instanceof ArrayNode list && addition instanceof ArrayNode more) {
            mergeLists(list, more);
        } else {
            target.set(name, addition);
        }
    }

    /** Makes texts of those that grew. */
    private static void settle(JsonNode node) {
        switch (node) {
            case ObjectNode object ->
                    object.properties()
                            .forEach(field -> {
                                if (field.getValue() instanceof POJONode grown) {
                                    field.setValue(StringNode.valueOf(grown.getPojo().toString()));
                                } else {
                                    settle(field.getValue());
                                }
                            });
            case ArrayNode list -> list.forEach(ChunkFolder::settle);
            default -> {}
        }
    }

    /** Fields that name something and do not grow; some providers repeat them in each chunk. */
    static boolean isLabel(String name) {
        return switch (name) {
            case "role", "id", "type", "name" -> true;
            default -> false;
        };
    }

    private static String label(StringNode present, StringNode addition) {
        return present.stringValue().isEmpty() ? addition.stringValue() : present.stringValue();
    }

    private static ArrayNode emptyList() {
        return AnswerJson.LOSSLESS.createArrayNode();
    }

    private static ArrayNode mergeLists(ArrayNode target, ArrayNode additions) {
        for (JsonNode addition : additions) {
            JsonNode index = addition.path("index");
            ObjectNode same = index.isIntegralNumber() ? elementWithIndex(target, index) : null;
            if (same == null) {
                target.add(addition);
            } else {
                merge(same, ((ObjectNode) addition).deepCopy().without("index"));
            }
        }
        return target;
    }

    private static @Nullable ObjectNode elementWithIndex(ArrayNode list, JsonNode index) {
        for (JsonNode element : list) {
            if (element instanceof ObjectNode object && index.equals(object.get("index"))) {
                return object;
            }
        }
        return null;
    }

    /**
     * The choice with the fields that OpenAI's description demands of every choice of a completion;
     * list indexes are the stream's and go.
     */
    private static ObjectNode finished(ObjectNode choice) {
        ObjectNode message = choice.withObjectProperty("message");
        if (!message.has("role")) {
            message.put("role", "assistant");
        }
        putNullWhereAbsent(message, "content");
        putNullWhereAbsent(message, "refusal");
        for (JsonNode call : message.path("tool_calls")) {
            if (call instanceof ObjectNode object) {
                object.remove("index");
            }
        }
        putNullWhereAbsent(choice, "logprobs");
        putNullWhereAbsent(choice, "finish_reason");
        return choice;
    }

    private static void putNullWhereAbsent(ObjectNode object, String name) {
        if (!object.has(name)) {
            object.putNull(name);
        }
    }
}
