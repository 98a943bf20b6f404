package recurra.store.answer;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Cuts a completion into the chunks of a stream. The pieces of a text continue one another to
 * exactly that text; a piece never ends inside a grapheme. The same completion is always cut the
 * same way.
 */
final class ChunkCutter {
    /**
     * A piece ends at the first white space after this many characters, the size of a few tokens.
     */
    private static final int PIECE_CHARACTERS = 12;

    /** A piece ends here at the latest, where a script has no white space. */
    private static final int LONGEST_PIECE_CHARACTERS = 32;

    private static final Set<String> TOP_OF_COMPLETION_ONLY = Set.of("choices", "usage", "object");

    private final ObjectNode envelope;
    private final boolean includeUsage;
    private final List<RecordedAnswer.Event> events = new ArrayList<>();

    private ChunkCutter(ObjectNode completion, boolean includeUsage) {
        this.includeUsage = includeUsage;
        envelope = AnswerJson.LOSSLESS.createObjectNode();
        for (Map.Entry<String, JsonNode> field : completion.properties()) {
            if (field.getKey().equals("object")) {
                envelope.put("object", "chat.completion.chunk");
            } else if (!TOP_OF_COMPLETION_ONLY.contains(field.getKey())) {
                envelope.set(field.getKey(), field.getValue());
            }
        }
    }

    static List<RecordedAnswer.Event> cut(ObjectNode completion, boolean includeUsage) {
        ChunkCutter cutter = new ChunkCutter(completion, includeUsage);
        if (!(completion.path("choices") instanceof ArrayNode choices)) {
            throw new MalformedAnswerException("The provider's answer has no list of choices");
        }
        for (JsonNode choice : choices) {
            cutter.cutChoice(choice);
        }
        if (includeUsage && completion.path("usage").isObject()) {
            ObjectNode chunk = cutter.envelope.deepCopy();
            chunk.putArray("choices");
            chunk.set("usage", completion.path("usage"));
            cutter.add(chunk);
        }
        return List.copyOf(cutter.events);
    }

    private void cutChoice(JsonNode choice) {
        int index = choice.path("index").asInt(0);
        JsonNode message = choice.path("message");
        JsonNode logprobs = choice.path("logprobs");

        addDelta(index, delta().put("role", message.path("role").asString("assistant")), null);
        for (Map.Entry<String, JsonNode> field : message.properties()) {
            JsonNode value = field.getValue();
            switch (field.getKey()) {
                case "role" -> {}
                case "content" -> cutContent(index, value, logprobs);
                case "tool_calls" -> cutToolCalls(index, value);
                default -> {
                    if (value instanceof StringNode text) {
                        pieces(text.stringValue())
                                .forEach(piece ->
                                        addDelta(index, delta().put(field.getKey(), piece), null));
                    } else {
                        addDelta(index, delta().set(field.getKey(), value), null);
                    }
                }
            }
        }

        ObjectNode last = AnswerJson.LOSSLESS.createObjectNode();
        last.put("index", index);
        last.set("delta", delta());
        for (Map.Entry<String, JsonNode> field : choice.properties()) {
            switch (field.getKey()) {
                case "index", "message", "logprobs" -> {}
                default -> last.set(field.getKey(), field.getValue());
            }
        }
        addChoice(last);
    }

    /** Log probabilities travel with the piece of content that they are about. */
    private void cutContent(int index, JsonNode content, JsonNode logprobs) {
        if (!(content instanceof StringNode text)) {
            addDelta(index, delta().set("content", content), logprobs.isObject() ? logprobs : null);
            return;
        }
        JsonNode tokens = logprobs.path("content");
        if (tokens.isArray()
                && joined(tokens).equals(text.stringValue())
                && !logprobs.path("refusal").isArray()) {
            for (JsonNode token : tokens) {
                ObjectNode one = AnswerJson.LOSSLESS.createObjectNode();
                one.putArray("content").add(token);
                one.putNull("refusal");
                addDelta(index, delta().put("content", token.path("token").asString("")), one);
            }
            return;
        }
        JsonNode whole = logprobs.isObject() ? logprobs : null;
        for (String piece : pieces(text.stringValue())) {
            addDelta(index, delta().put("content", piece), whole);
            whole = null;
        }
    }

    private static String joined(JsonNode tokens) {
        StringBuilder text = new StringBuilder();
        tokens.forEach(token -> text.append(token.path("token").asString("")));
        return text.toString();
    }

    private void cutToolCalls(int index, JsonNode calls) {
        int position = 0;
        for (JsonNode call : calls) {
            if (!(call instanceof ObjectNode recorded)) {
                throw new MalformedAnswerException(
                        "The provider's answer has a tool call that is not an object");
            }
            ObjectNode head = AnswerJson.LOSSLESS.createObjectNode();
            head.put("index", position);
            head.setAll(recorded.deepCopy());
            String arguments = call.path("function").path("arguments").asString("");
            if (!arguments.isEmpty()) {
                head.withObjectProperty("function").put("arguments", "");
            }
            addToolCall(index, head);
            for (String piece : pieces(arguments)) {
                if (piece.isEmpty()) {
                    continue;
                }
                ObjectNode more = AnswerJson.LOSSLESS.createObjectNode();
                more.put("index", position);
                more.withObjectProperty("function").put("arguments", piece);
                addToolCall(index, more);
            }
            position++;
        }
    }

    private void addToolCall(int index, ObjectNode call) {
        ObjectNode delta = delta();
        delta.putArray("tool_calls").add(call);
        addDelta(index, delta, null);
    }

    private static ObjectNode delta() {
        return AnswerJson.LOSSLESS.createObjectNode();
    }

    private void addDelta(int index, ObjectNode delta, @Nullable JsonNode logprobs) {
        ObjectNode choice = AnswerJson.LOSSLESS.createObjectNode();
        choice.put("index", index);
        choice.set("delta", delta);
        if (logprobs == null) {
            choice.putNull("logprobs");
        } else {
            choice.set("logprobs", logprobs);
        }
        choice.putNull("finish_reason");
        addChoice(choice);
    }

    private void addChoice(ObjectNode choice) {
        ObjectNode chunk = envelope.deepCopy();
        chunk.putArray("choices").add(choice);
        if (includeUsage) {
            chunk.putNull("usage");
        }
        add(chunk);
    }

    private void add(ObjectNode chunk) {
        events.add(new RecordedAnswer.Event(0, AnswerJson.LOSSLESS.writeValueAsString(chunk)));
    }

    /** The text in pieces, at least one, at grapheme boundaries. */
    static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        BreakIterator graphemes = BreakIterator.getCharacterInstance(Locale.ROOT);
        graphemes.setText(text);
        int start = 0;
        for (int end = graphemes.next(); end != BreakIterator.DONE; end = graphemes.next()) {
            int length = end - start;
            boolean afterSpace = Character.isWhitespace(text.charAt(end - 1));
            if (length >= LONGEST_PIECE_CHARACTERS || (length >= PIECE_CHARACTERS && afterSpace)) {
                pieces.add(text.substring(start, end));
                start = end;
            }
        }
        if (start < text.length() || pieces.isEmpty()) {
            pieces.add(text.substring(start));
        }
        return pieces;
    }
}
