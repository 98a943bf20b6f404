package recurra.store.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class RecutterTest {
    private static final int ANSWERS = 400;

    /** Graphemes of many scripts, the longer ones made of several code points. */
    private static final String[] GRAPHEMES = {
        "a",
        "Z",
        "7",
        ".",
        ",",
        "?",
        "ß",
        "é",
        "e\u0301\u0323",
        "ж",
        "Ω",
        "\u05d0\u05b8",
        "\u0645\u064e",
        "क्षि",
        "क्‍ष",
        "நி",
        "ที่",
        "ကို",
        "ខ្មែ",
        "日",
        "本",
        "か",
        "が",
        "カ",
        "한",
        "\u1112\u1161\u11ab",
        "👩‍👩‍👧‍👦",
        "👍🏽",
        "🇩🇪",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "1️⃣",
        "\r\n",
        "\n",
        "\t",
        " ",
        " ",
        " ",
        "    ",
        "\u3000",
        "\u00a0",
        "\u0000",
        "\"",
        "\\",
        "{",
        "}",
        "<",
        "\u2028",
        "\ud800"
    };

    @Test
    void whatIsCutAnewPutsItselfTogetherToTheSameAnswer() {
        Random random = new Random(11);
        for (int i = 0; i < ANSWERS; i++) {
            RecordedAnswer answer = i % 2 == 0 ? stream(random) : whole(random);
            assertSame(answer, AnswerContent.pieces(answer, true, new Random(i)), "answer " + i);
        }
    }

    @Test
    void noPieceEndsInsideAGrapheme() {
        Random random = new Random(12);
        for (int i = 0; i < ANSWERS; i++) {
            RecordedAnswer answer = i % 2 == 0 ? stream(random) : whole(random);
            Map<String, StringBuilder> texts = new HashMap<>();
            Map<String, List<Integer>> ends = new HashMap<>();
            for (AnswerPiece piece : AnswerContent.pieces(answer, true, new Random(i))) {
                texts(AnswerJson.object(piece.data()))
                        .forEach((place, text) -> {
                            StringBuilder soFar =
                                    texts.computeIfAbsent(place, _ -> new StringBuilder())
                                            .append(text);
                            ends.computeIfAbsent(place, _ -> new ArrayList<>()).add(soFar.length());
                        });
            }
            ends.forEach((place, positions) -> {
                BreakIterator graphemes = BreakIterator.getCharacterInstance(Locale.ROOT);
                graphemes.setText(texts.get(place).toString());
                assertThat(positions).describedAs(place).allMatch(graphemes::isBoundary);
            });
        }
    }

    @Test
    void equalSeedsCutEqually() {
        RecordedAnswer answer = stream(new Random(13));

        assertThat(AnswerContent.pieces(answer, true, new Random(1)))
                .isEqualTo(AnswerContent.pieces(answer, true, new Random(1)))
                .isNotEqualTo(AnswerContent.pieces(answer, true, new Random(2)));
    }

    @Test
    void theNumberOfPiecesOfALongTextIsBounded() {
        for (String text : List.of("word ".repeat(100_000), "字".repeat(200_000))) {
            RecordedAnswer answer = stream(chunk(0, delta().put("content", text)));

            assertThat(AnswerContent.pieces(answer, true, new Random(1)))
                    .hasSizeBetween(100, 4_000);
        }
    }

    static Stream<String> chunksOfProviders() {
        return Stream.of(
                // Usage on each chunk.
                """
                {"choices":[{"index":0,"delta":{"role":"assistant","content":"The "}}],"usage":{"total_tokens":1}}
                {"choices":[{"index":0,"delta":{"content":"end, my"}}],"usage":{"total_tokens":2}}
                {"choices":[{"index":0,"delta":{"content":" friend."},"finish_reason":"stop"}],"usage":{"total_tokens":3}}
                """,
                // Several choices in one chunk.
                """
                {"x":1,"choices":[{"index":0,"delta":{"content":"a b c d e"}},{"index":1,"delta":{"content":"f"}}]}
                {"x":2,"choices":[{"index":1,"delta":{"content":" g h i j k"},"finish_reason":"length"},{"index":0,"delta":{},"finish_reason":"stop"}]}
                """,
                // A tool call in one piece, and one without an index.
                """
                {"choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{\\"a\\": [1, 2, 3, 4, 5]}"}}]}}]}
                {"choices":[{"index":0,"delta":{"tool_calls":[{"id":"d","type":"function","function":{"name":"g","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}
                """,
                // What a provider says of the prompt first, and of each choice.
                """
                {"choices":[],"prompt_filter_results":[{"prompt_index":0,"x":{"filtered":false}}]}
                {"choices":[{"index":0,"delta":{"content":"","role":"assistant","refusal":null},"content_filter_results":{}}]}
                {"choices":[{"index":0,"delta":{"content":"I am a"},"content_filter_results":{"hate":{"severity":"safe"}}}]}
                {"choices":[{"index":0,"delta":{"content":" filter."},"content_filter_results":{"hate":{"severity":"low"}}}]}
                {"choices":[{"index":0,"delta":{},"finish_reason":"stop","content_filter_results":{}}]}
                {"choices":[],"usage":{"total_tokens":9}}
                """,
                // Reasoning and content at once, fields that nobody knows, no delta at all.
                """
                {"choices":[{"index":0,"delta":{"reasoning_content":"so then I","content":"well now we","x_notes":["p"],"x_n":1}}],"obfuscation":"abc"}
                {"choices":[{"index":0,"delta":{"x_text":"one two three four five six seven eight nine"}}]}
                {"choices":[{"index":0,"finish_reason":"stop"}]}
                """);
    }

    @ParameterizedTest
    @MethodSource("chunksOfProviders")
    void chunksInManyForms(String lines) {
        RecordedAnswer answer = stream(lines.strip().split("\n"));
        for (int seed = 0; seed < 50; seed++) {
            assertSame(answer, AnswerContent.pieces(answer, true, new Random(seed)), lines);
        }
    }

    @Test
    void reasoningStaysBeforeContent() {
        RecordedAnswer answer =
                stream(
                        chunk(0, delta().put("role", "assistant").put("content", "")),
                        chunk(0, delta().put("reasoning_content", "first this, then that")),
                        chunk(0, delta().put("content", "and so it is that we know")));

        List<String> order =
                AnswerContent.pieces(answer, true, new Random(1)).stream()
                        .filter(piece -> !piece.text().isEmpty())
                        .map(piece -> piece.data().contains("reasoning") ? "reasoning" : "content")
                        .distinct()
                        .toList();

        assertThat(order).containsExactly("reasoning", "content");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void usageIsSentOnlyToWhoAsked(boolean asked) {
        RecordedAnswer answer = whole(new Random(4));

        assertThat(AnswerContent.pieces(answer, asked, new Random(1)))
                .filteredOn(piece -> AnswerContent.isUsageChunk(piece.data()))
                .hasSize(asked ? 1 : 0);
    }

    private static void assertSame(RecordedAnswer answer, List<AnswerPiece> pieces, String which) {
        RecordedAnswer again =
                new RecordedAnswer(
                        RecordedAnswer.Mode.STREAM,
                        pieces.stream().map(p -> new RecordedAnswer.Event(0, p.data())).toList());
        assertThat(AnswerContent.completion(again))
                .describedAs(which)
                .isEqualTo(AnswerContent.completion(answer));
    }

    /** What the chunk says, by where it stands. */
    private static Map<String, String> texts(ObjectNode chunk) {
        Map<String, String> texts = new HashMap<>();
        for (JsonNode choice : chunk.path("choices")) {
            String prefix = choice.path("index") + "/";
            for (String field : List.of("content", "reasoning_content")) {
                if (choice.path("delta").path(field).isString()) {
                    texts.put(prefix + field, choice.path("delta").path(field).stringValue());
                }
            }
            for (JsonNode call : choice.path("delta").path("tool_calls")) {
                texts.put(
                        prefix + "call " + call.path("index"),
                        call.path("function").path("arguments").asString(""));
            }
        }
        return texts;
    }

    /** A stream whose chunks end anywhere, also inside graphemes, as those of providers do. */
    static RecordedAnswer stream(Random random) {
        List<List<ObjectNode>> lanes = new ArrayList<>();
        for (int index = 0; index <= random.nextInt(3); index++) {
            lanes.add(lane(index, random));
        }
        List<ObjectNode> chunks = new ArrayList<>();
        while (!lanes.isEmpty()) {
            List<ObjectNode> lane = lanes.get(random.nextInt(lanes.size()));
            chunks.add(lane.removeFirst());
            lanes.removeIf(List::isEmpty);
        }
        ObjectNode usage = AnswerJson.LOSSLESS.createObjectNode().put("id", "c").put("created", 1);
        usage.putArray("choices");
        usage.putObject("usage").put("prompt_tokens", 1).put("completion_tokens", 2);
        chunks.add(usage);
        return stream(chunks.toArray(ObjectNode[]::new));
    }

    private static List<ObjectNode> lane(int index, Random random) {
        List<ObjectNode> chunks = new ArrayList<>();
        chunks.add(
                chunk(
                        index,
                        delta().put("role", "assistant").put("content", "").putNull("refusal")));
        if (random.nextBoolean()) {
            for (String part : parts(random)) {
                chunks.add(chunk(index, delta().put("reasoning_content", part)));
            }
        }
        boolean probabilities = random.nextInt(4) == 0;
        for (String part : parts(random)) {
            ObjectNode chunk = chunk(index, delta().put("content", part));
            if (probabilities) {
                ObjectNode about =
                        ((ObjectNode) chunk.path("choices").get(0)).putObject("logprobs");
                about.putArray("content").addObject().put("token", part).put("logprob", -0.50);
                about.putNull("refusal");
            }
            chunks.add(chunk);
        }
        for (int call = 0; call < random.nextInt(3); call++) {
            ObjectNode head = delta();
            ObjectNode function =
                    head.putArray("tool_calls")
                            .addObject()
                            .put("index", call)
                            .put("id", "call_" + call)
                            .put("type", "function")
                            .putObject("function")
                            .put("name", "f");
            function.put("arguments", random.nextBoolean() ? "" : "{\"a\"");
            chunks.add(chunk(index, head));
            for (String part : parts(random)) {
                ObjectNode more = delta();
                more.putArray("tool_calls")
                        .addObject()
                        .put("index", call)
                        .putObject("function")
                        .put("arguments", part);
                chunks.add(chunk(index, more));
            }
        }
        ObjectNode last = chunk(index, delta());
        ((ObjectNode) last.path("choices").get(0)).put("finish_reason", "stop");
        chunks.add(last);
        return chunks;
    }

    private static RecordedAnswer whole(Random random) {
        ObjectNode completion = AnswerJson.LOSSLESS.createObjectNode();
        completion.put("id", "c").put("object", "chat.completion").put("created", 1);
        ArrayNode choices = completion.putArray("choices");
        for (int index = 0; index <= random.nextInt(3); index++) {
            ObjectNode choice = choices.addObject().put("index", index);
            ObjectNode message = choice.putObject("message").put("role", "assistant");
            message.put("content", text(random)).putNull("refusal");
            message.put("reasoning_content", text(random));
            message.putArray("tool_calls")
                    .addObject()
                    .put("id", "call")
                    .put("type", "function")
                    .putObject("function")
                    .put("name", "f")
                    .put("arguments", text(random));
            choice.putNull("logprobs").put("finish_reason", "stop");
        }
        completion.putObject("usage").put("prompt_tokens", 5).put("completion_tokens", 6);
        return new RecordedAnswer(
                RecordedAnswer.Mode.JSON,
                List.of(new RecordedAnswer.Event(1, completion.toString())));
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder("x");
        for (int i = random.nextInt(120); i > 0; i--) {
            text.append(GRAPHEMES[random.nextInt(GRAPHEMES.length)]);
        }
        return text.toString();
    }

    private static List<String> parts(Random random) {
        String text = text(random);
        List<Integer> cuts = new ArrayList<>();
        for (int i = random.nextInt(20); i > 0; i--) {
            cuts.add(random.nextInt(text.length() + 1));
        }
        cuts.add(text.length());
        Collections.sort(cuts);
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int cut : cuts) {
            parts.add(text.substring(start, cut));
            start = cut;
        }
        return parts;
    }

    private static ObjectNode delta() {
        return AnswerJson.LOSSLESS.createObjectNode();
    }

    private static ObjectNode chunk(int index, ObjectNode delta) {
        ObjectNode chunk = AnswerJson.LOSSLESS.createObjectNode();
        chunk.put("id", "c").put("object", "chat.completion.chunk").put("created", 1);
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", index);
        choice.set("delta", delta);
        choice.putNull("logprobs").putNull("finish_reason");
        return chunk;
    }

    private static RecordedAnswer stream(ObjectNode... chunks) {
        return stream(Stream.of(chunks).map(ObjectNode::toString).toArray(String[]::new));
    }

    private static RecordedAnswer stream(String... chunks) {
        return new RecordedAnswer(
                RecordedAnswer.Mode.STREAM,
                Stream.of(chunks).map(chunk -> new RecordedAnswer.Event(1, chunk)).toList());
    }
}
