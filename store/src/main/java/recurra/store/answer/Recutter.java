package recurra.store.answer;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Cuts the chunks of an answer anew. Put together, the new chunks are the answer that the old ones
 * are.
 *
 * <p>What a chunk says besides text stays as it is. Consecutive chunks of a choice that differ in
 * nothing but one text are a run, which is cut as one; log probabilities stay with their tokens,
 * and such a run is cut between tokens. The choices take turns.
 */
final class Recutter {
    /** A text of more characters is cut more coarsely, so that the number of pieces is bounded. */
    private static final int FINE_CHARACTERS = 4_096;

    private final RandomGenerator random;
    private final List<AnswerPiece> pieces = new ArrayList<>();
    private final Map<Integer, Lane> lanes = new LinkedHashMap<>();

    private Recutter(RandomGenerator random) {
        this.random = random;
    }

    static List<AnswerPiece> recut(List<RecordedAnswer.Event> events, RandomGenerator random) {
        Recutter recutter = new Recutter(random);
        for (RecordedAnswer.Event event : events) {
            recutter.take(event.data());
        }
        recutter.flush();
        return recutter.pieces;
    }

    private void take(String data) {
        ObjectNode chunk = AnswerJson.object(data);
        if (!(chunk.path("choices") instanceof ArrayNode choices) || choices.isEmpty()) {
            // The usage comes after all text, and what a provider says of the prompt before it.
            flush();
            pieces.add(new AnswerPiece(data, ""));
            return;
        }
        // Padding that hides the lengths of chunks.
        chunk.remove("obfuscation");
        for (int i = 0; i < choices.size(); i++) {
            ObjectNode one = chunk.deepCopy();
            one.putArray("choices").add(choices.get(i));
            if (i < choices.size() - 1) {
                takeUsage(one);
            }
            lanes.computeIfAbsent(choices.get(i).path("index").asInt(0), _ -> new Lane()).take(one);
        }
    }

    private void flush() {
        int characters = lanes.values().stream().mapToInt(Lane::characters).sum();
        TextCutter cutter = new TextCutter(random, 1 + characters / FINE_CHARACTERS);
        List<List<AnswerPiece>> waiting =
                lanes.values().stream().map(lane -> lane.pieces(cutter)).toList();
        int longest = waiting.stream().mapToInt(List::size).max().orElse(0);
        for (int turn = 0; turn < longest; turn++) {
            for (List<AnswerPiece> lane : waiting) {
                if (turn < lane.size()) {
                    pieces.add(lane.get(turn));
                }
            }
        }
        lanes.clear();
    }

    /** Takes the usage out of a chunk of a choice, where some providers put it. */
    private static @Nullable JsonNode takeUsage(ObjectNode chunk) {
        if (!chunk.path("usage").isObject()) {
            return null;
        }
        return chunk.replace("usage", NullNode.getInstance());
    }

    private static ObjectNode choice(ObjectNode chunk) {
        return (ObjectNode) chunk.path("choices").get(0);
    }

    /** Where in a delta a text stands: in a field, or in the arguments of a tool call. */
    record Place(String field, int toolCall) {
        private static final int NONE = -1;
        private static final String TOOL_CALLS = "tool_calls";

        static Place inField(String field) {
            return new Place(field, NONE);
        }

        void put(ObjectNode delta, String text) {
            if (toolCall == NONE) {
                delta.put(field, text);
                return;
            }
            for (JsonNode call : delta.withArrayProperty(TOOL_CALLS)) {
                if (call.path("index").asInt(NONE) == toolCall) {
                    ((ObjectNode) call).withObjectProperty("function").put("arguments", text);
                    return;
                }
            }
            delta.withArrayProperty(TOOL_CALLS)
                    .addObject()
                    .put("index", toolCall)
                    .putObject("function")
                    .put("arguments", text);
        }
    }

    /** The texts of a delta; none where two stand in one place. */
    static Map<Place, String> texts(ObjectNode delta) {
        Map<Place, String> texts = new LinkedHashMap<>();
        boolean clear = true;
        for (Map.Entry<String, JsonNode> field : delta.properties()) {
            if (field.getKey().equals(Place.TOOL_CALLS)) {
                for (JsonNode call : field.getValue()) {
                    if (call.path("index").isIntegralNumber()) {
                        clear &=
                                put(
                                        texts,
                                        new Place(Place.TOOL_CALLS, call.path("index").asInt()),
                                        call.path("function").path("arguments"));
                    }
                }
            } else if (!ChunkFolder.isLabel(field.getKey())) {
                clear &= put(texts, Place.inField(field.getKey()), field.getValue());
            }
        }
        return clear ? texts : Map.of();
    }

    private static boolean put(Map<Place, String> texts, Place place, JsonNode value) {
        return !(value instanceof StringNode text)
                || text.stringValue().isEmpty()
                || texts.put(place, text.stringValue()) == null;
    }

    /** Whether a delta says nothing. */
    static boolean isBlank(JsonNode node) {
        return switch (node) {
            case NullNode _ -> true;
            case StringNode text -> text.stringValue().isEmpty();
            case ArrayNode list -> list.valueStream().allMatch(Recutter::isBlank);
            case ObjectNode object ->
                    object.properties().stream()
                            .allMatch(field ->
                                    field.getKey().equals("index") || isBlank(field.getValue()));
            default -> false;
        };
    }

    /** A part of a lane. */
    private sealed interface Item {
        record Fixed(ObjectNode chunk) implements Item {}
    }

    /** Chunks that differ in one text only. */
    private static final class Run implements Item {
        private final ObjectNode frame;
        private final Place place;
        private final StringBuilder text = new StringBuilder();

        /** Log probabilities by where the tokens that they are about end. */
        private final Map<Integer, JsonNode> logprobs = new LinkedHashMap<>();

        private @Nullable JsonNode usage;

        Run(ObjectNode frame, Place place) {
            this.frame = frame;
            this.place = place;
        }

        boolean continues(@Nullable Item before) {
            return before instanceof Run run
                    && run.place.equals(place)
                    && run.logprobs.isEmpty() == logprobs.isEmpty()
                    && run.frame.equals(frame);
        }

        void append(Run more) {
            int before = text.length();
            text.append(more.text);
            more.logprobs.forEach((end, about) -> logprobs.merge(before + end, about, Run::joined));
            usage = more.usage == null ? usage : more.usage;
        }

        private static JsonNode joined(JsonNode logprobs, JsonNode more) {
            ObjectNode both = AnswerJson.LOSSLESS.createObjectNode();
            both.set("logprobs", logprobs);
            ChunkFolder.mergeField(both, "logprobs", more);
            return both.get("logprobs");
        }

        List<AnswerPiece> pieces(TextCutter cutter) {
            String whole = text.toString();
            List<Integer> ends =
                    logprobs.isEmpty() ? cutter.ends(whole) : tokenEnds(whole, cutter.ends(whole));
            List<AnswerPiece> pieces = new ArrayList<>();
            int start = 0;
            for (int end : ends) {
                pieces.add(piece(whole, start, end));
                start = end;
            }
            return pieces;
        }

        private AnswerPiece piece(String whole, int start, int end) {
            ObjectNode chunk = frame.deepCopy();
            ObjectNode choice = choice(chunk);
            String piece = whole.substring(start, end);
            place.put(choice.withObjectProperty("delta"), piece);
            ObjectNode about = AnswerJson.LOSSLESS.createObjectNode();
            logprobs.forEach((tokenEnd, one) -> {
                if (tokenEnd > start && tokenEnd <= end) {
                    ChunkFolder.mergeField(about, "logprobs", one);
                }
            });
            if (about.has("logprobs")) {
                choice.set("logprobs", about.get("logprobs"));
            }
            if (usage != null && end == whole.length()) {
                chunk.set("usage", usage);
            }
            return new AnswerPiece(AnswerJson.LOSSLESS.writeValueAsString(chunk), piece);
        }

        /** The ends of tokens that are ends of graphemes, each the first at or after one wanted. */
        private List<Integer> tokenEnds(String whole, List<Integer> wanted) {
            BreakIterator graphemes = BreakIterator.getCharacterInstance(Locale.ROOT);
            graphemes.setText(whole);
            List<Integer> ends = new ArrayList<>();
            int next = 0;
            for (int end : logprobs.keySet()) {
                if (end >= wanted.get(next) && graphemes.isBoundary(end)) {
                    ends.add(end);
                    while (next < wanted.size() - 1 && wanted.get(next) <= end) {
                        next++;
                    }
                }
            }
            if (ends.isEmpty() || ends.getLast() < whole.length()) {
                ends.add(whole.length());
            }
            return ends;
        }
    }

    /** The chunks of one choice. */
    private static final class Lane {
        private final List<Item> items = new ArrayList<>();

        int characters() {
            return items.stream()
                    .mapToInt(item -> item instanceof Run run ? run.text.length() : 0)
                    .sum();
        }

        List<AnswerPiece> pieces(TextCutter cutter) {
            List<AnswerPiece> pieces = new ArrayList<>();
            for (Item item : items) {
                switch (item) {
                    case Item.Fixed(ObjectNode chunk) ->
                            pieces.add(
                                    new AnswerPiece(
                                            AnswerJson.LOSSLESS.writeValueAsString(chunk), ""));
                    case Run run -> pieces.addAll(run.pieces(cutter));
                }
            }
            return pieces;
        }

        /** Takes a chunk of this choice alone. */
        void take(ObjectNode chunk) {
            if (!(chunk.path("choices").get(0) instanceof ObjectNode choice)
                    || !(choice.path("delta") instanceof ObjectNode delta)) {
                items.add(new Item.Fixed(chunk));
                return;
            }
            Map<Place, String> texts = texts(delta);
            if (!texts.isEmpty()) {
                split(chunk, choice, texts);
            } else if (!items.isEmpty() && items.getLast() instanceof Run run) {
                Run empty = empty(chunk, run.place);
                if (empty.continues(run)) {
                    run.append(empty);
                } else {
                    items.add(new Item.Fixed(chunk));
                }
            } else {
                items.add(new Item.Fixed(chunk));
            }
        }

        /** A chunk without text as a run, which so does not end the run before it. */
        private static Run empty(ObjectNode chunk, Place place) {
            ObjectNode frame = chunk.deepCopy();
            JsonNode usage = takeUsage(frame);
            JsonNode logprobs = choice(frame).path("logprobs");
            if (logprobs.isObject()) {
                choice(frame).putNull("logprobs");
            }
            Run run = new Run(frame, place);
            run.usage = usage;
            if (logprobs.isObject()) {
                run.logprobs.put(0, logprobs);
            }
            return run;
        }

        /** What comes with the first text, then the texts, then the end of the choice. */
        private void split(ObjectNode chunk, ObjectNode choice, Map<Place, String> texts) {
            texts.keySet().forEach(place -> place.put((ObjectNode) choice.get("delta"), ""));
            boolean ends = choice.path("finish_reason").isString();
            ObjectNode last = ends ? chunk.deepCopy() : null;
            if (ends) {
                choice.putNull("finish_reason");
            }
            JsonNode usage = takeUsage(chunk);
            JsonNode logprobs = choice.path("logprobs");
            if (logprobs.isObject()) {
                choice.putNull("logprobs");
            }
            boolean isFirst = true;
            if (!isBlank(choice.path("delta"))) {
                items.add(new Item.Fixed(chunk.deepCopy()));
                isFirst = false;
            }
            Place about = whatLogprobsAreAbout(texts);
            int left = texts.size();
            for (Map.Entry<Place, String> text : texts.entrySet()) {
                if (!isFirst) {
                    choice.putObject("delta");
                    text.getKey().put((ObjectNode) choice.get("delta"), "");
                }
                isFirst = false;
                Run run = new Run(chunk.deepCopy(), text.getKey());
                run.text.append(text.getValue());
                if (logprobs.isObject() && text.getKey().equals(about)) {
                    run.logprobs.put(text.getValue().length(), logprobs);
                }
                left--;
                run.usage = left == 0 && !ends ? usage : null;
                add(run);
            }
            if (last != null) {
                ObjectNode end = choice(last);
                end.putObject("delta");
                if (end.has("logprobs")) {
                    end.putNull("logprobs");
                }
                items.add(new Item.Fixed(last));
            }
        }

        private static Place whatLogprobsAreAbout(Map<Place, String> texts) {
            Place content = Place.inField("content");
            return texts.containsKey(content)
                    ? content
                    : Objects.requireNonNull(texts.keySet().iterator().next());
        }

        private void add(Run run) {
            Item before = items.isEmpty() ? null : items.getLast();
            if (run.continues(before)) {
                ((Run) Objects.requireNonNull(before)).append(run);
            } else {
                items.add(run);
            }
        }
    }
}
