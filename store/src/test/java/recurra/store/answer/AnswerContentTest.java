package recurra.store.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class AnswerContentTest {
    @Test
    void putsTextReasoningAndLogProbabilitiesTogether() {
        ObjectNode completion =
                AnswerContent.completion(
                        stream(
                                """
                                {"id":"c1","object":"chat.completion.chunk","created":7,"model":"m-1","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":{"content":[]},"finish_reason":null}],"obfuscation":"xx"}
                                """,
                                """
                                {"id":"c1","created":7,"model":"m-1","choices":[{"index":0,"delta":{"reasoning_content":"let me "},"finish_reason":null}]}
                                """,
                                """
                                {"id":"c1","created":7,"model":"m-1","choices":[{"index":0,"delta":{"reasoning_content":"think"},"finish_reason":null}]}
                                """,
                                """
                                {"id":"c1","created":7,"model":"m-1","choices":[{"index":0,"delta":{"content":"a\\n"},"logprobs":{"content":[{"token":"a\\n","logprob":-0.10}]},"finish_reason":null}]}
                                """,
                                """
                                {"id":"c1","created":7,"model":"m-1","choices":[{"index":0,"delta":{"content":"  b"},"logprobs":{"content":[{"token":"  b","logprob":-1e-7}]},"finish_reason":null}]}
                                """,
                                """
                                {"id":"c1","created":7,"model":"m-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}
                                """,
                                """
                                {"id":"c1","created":7,"model":"m-1","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":2}}}
                                """));

        assertThat(completion.path("object").stringValue()).isEqualTo("chat.completion");
        assertThat(completion.has("obfuscation")).isFalse();
        JsonNode choice = completion.path("choices").get(0);
        assertThat(choice.path("message").path("content").stringValue()).isEqualTo("a\n  b");
        assertThat(choice.path("message").path("reasoning_content").stringValue())
                .isEqualTo("let me think");
        assertThat(choice.path("message").path("role").stringValue()).isEqualTo("assistant");
        assertThat(choice.path("logprobs").path("content").toString())
                .isEqualTo(
                        "[{\"token\":\"a\\n\",\"logprob\":-0.10},{\"token\":\"  b\",\"logprob\":-1E-7}]");
        assertThat(choice.path("finish_reason").stringValue()).isEqualTo("stop");
        assertThat(completion.path("usage").path("completion_tokens").intValue()).isEqualTo(4);
    }

    @Test
    void putsParallelToolCallsOfSeveralChoicesTogether() {
        ObjectNode completion =
                AnswerContent.completion(
                        stream(
                                """
                                {"model":"m","choices":[{"index":1,"delta":{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"f","arguments":""}}]}}]}
                                """,
                                """
                                {"model":"m","choices":[{"index":0,"delta":{"content":"zero"}}]}
                                """,
                                """
                                {"model":"m","choices":[{"index":1,"delta":{"tool_calls":[{"index":0,"id":"call_a","function":{"arguments":"{\\"x\\":"}}]}}]}
                                """,
                                """
                                {"model":"m","choices":[{"index":1,"delta":{"tool_calls":[{"index":1,"id":"call_b","type":"function","function":{"name":"g","arguments":"{}"}}]}}]}
                                """,
                                """
                                {"model":"m","choices":[{"index":1,"delta":{"tool_calls":[{"index":0,"function":{"arguments":" 1}"}}]},"finish_reason":"tool_calls"}]}
                                """));

        assertThat(completion.path("choices").get(0).path("message").path("content").stringValue())
                .isEqualTo("zero");
        assertThat(completion.path("choices").get(0).path("finish_reason").isNull()).isTrue();
        assertThat(completion.path("choices").get(0).path("logprobs").isNull()).isTrue();
        assertThat(completion.path("choices").get(1).path("message").toString())
                .isEqualTo(
                        """
                        {"role":"assistant","content":null,"tool_calls":[{"id":"call_a","type":"function","function":{"name":"f","arguments":"{\\"x\\": 1}"}},{"id":"call_b","type":"function","function":{"name":"g","arguments":"{}"}}],"refusal":null}\
                        """
                                .strip());
        assertThat(
                        AnswerContent.summary(
                                        stream(
                                                """
                                                {"model":"m","choices":[{"index":0,"delta":{"content":"cut"}}]}
                                                """))
                                .isComplete())
                .isFalse();
    }

    @Test
    void keepsFieldsThatNobodyKnows() {
        RecordedAnswer answer =
                stream(
                        """
                        {"model":"m","x_trace":{"a":1},"choices":[{"index":0,"delta":{"content":"t","x_notes":["p"]},"x_safety":{"level":2}}]}
                        """,
                        """
                        {"model":"m","choices":[{"index":0,"delta":{"x_notes":["q"],"x_more":{"k":"v"}},"finish_reason":"stop"}]}
                        """);

        ObjectNode completion = AnswerContent.completion(answer);

        assertThat(completion.path("x_trace").toString()).isEqualTo("{\"a\":1}");
        JsonNode choice = completion.path("choices").get(0);
        assertThat(choice.path("message").path("x_notes").toString()).isEqualTo("[\"p\",\"q\"]");
        assertThat(choice.path("message").path("x_more").toString()).isEqualTo("{\"k\":\"v\"}");
        assertThat(choice.path("x_safety").toString()).isEqualTo("{\"level\":2}");
    }

    @Test
    void aStreamSaysOfItselfWhatItsCompletionDoes() {
        Random random = new Random(21);
        for (int i = 0; i < 300; i++) {
            List<RecordedAnswer.Event> chunks =
                    AnswerContent.chunks(json(randomCompletion(random)), true);
            // Of some the end is missing.
            RecordedAnswer stream =
                    new RecordedAnswer(
                            RecordedAnswer.Mode.STREAM,
                            chunks.subList(0, chunks.size() - (i % 2) * (chunks.size() / 2)));

            assertThat(AnswerContent.summary(stream))
                    .describedAs("stream %d", i)
                    .isEqualTo(AnswerContent.summary(json(AnswerContent.body(stream))));
        }
    }

    @Test
    void aLongTextGrowsByEachOfItsChunks() {
        int chunks = 2_000;
        List<RecordedAnswer.Event> events = new ArrayList<>();
        StringBuilder content = new StringBuilder();
        StringBuilder arguments = new StringBuilder();
        for (int i = 0; i < chunks; i++) {
            content.append("word ").append(i);
            arguments.append(i).append(',');
            events.add(
                    new RecordedAnswer.Event(
                            0,
                            """
                            {"choices":[{"index":0,"delta":{"content":"word %d","tool_calls":[{"index":0,"function":{"arguments":"%d,"}}]}}]}
                            """
                                    .formatted(i, i)));
        }
        JsonNode message =
                AnswerContent.completion(new RecordedAnswer(RecordedAnswer.Mode.STREAM, events))
                        .path("choices")
                        .path(0)
                        .path("message");

        assertThat(message.path("content").stringValue()).isEqualTo(content.toString());
        assertThat(message.at("/tool_calls/0/function/arguments").stringValue())
                .isEqualTo(arguments.toString());
    }

    @Test
    void cutCompletionsPutThemselvesTogetherAgain() {
        Random random = new Random(20);
        for (int i = 0; i < 300; i++) {
            String body = randomCompletion(random);
            RecordedAnswer recorded = json(body);
            List<RecordedAnswer.Event> chunks = AnswerContent.chunks(recorded, true);
            ObjectNode again =
                    AnswerContent.completion(
                            new RecordedAnswer(RecordedAnswer.Mode.STREAM, chunks));

            assertThat(again)
                    .describedAs("completion %d", i)
                    .isEqualTo(AnswerContent.completion(recorded));
        }
    }

    @Test
    void usageIsSentOnlyToWhoAsked() {
        RecordedAnswer recorded = json(randomCompletion(new Random(1)));

        assertThat(AnswerContent.chunks(recorded, true))
                .filteredOn(e -> AnswerContent.isUsageChunk(e.data()))
                .hasSize(1);
        assertThat(AnswerContent.chunks(recorded, false))
                .noneMatch(event -> event.data().contains("\"usage\""));
        RecordedAnswer streamed =
                new RecordedAnswer(
                        RecordedAnswer.Mode.STREAM, AnswerContent.chunks(recorded, true));
        assertThat(AnswerContent.chunks(streamed, false))
                .noneMatch(e -> AnswerContent.isUsageChunk(e.data()));
        assertThat(AnswerContent.chunks(streamed, true)).isEqualTo(streamed.events());
    }

    @Test
    void piecesNeverEndInsideAGrapheme() {
        String text =
                "👩‍👩‍👧‍👦🇩🇪".repeat(40)
                        + "e\u0301a\u0308 ".repeat(30)
                        + "日本語のテキスト".repeat(20)
                        + "\n\n    def f():\n\treturn 1\n";
        List<String> pieces = ChunkCutter.pieces(text);

        assertThat(String.join("", pieces)).isEqualTo(text);
        assertThat(pieces).hasSizeGreaterThan(20);
        BreakIterator graphemes = BreakIterator.getCharacterInstance(Locale.ROOT);
        graphemes.setText(text);
        int end = 0;
        for (String piece : pieces) {
            end += piece.length();
            assertThat(graphemes.isBoundary(end)).isTrue();
        }
    }

    @Test
    void digestsSayWhetherTheAnswerIsTheSame() {
        String body = randomCompletion(new Random(3));
        RecordedAnswer recorded = json(body);
        RecordedAnswer streamed =
                new RecordedAnswer(
                        RecordedAnswer.Mode.STREAM, AnswerContent.chunks(recorded, true));
        ObjectNode renamed =
                AnswerContent.completion(recorded).put("id", "another").put("created", 1);
        ObjectNode changed = AnswerContent.completion(recorded);
        ((ObjectNode) changed.path("choices").get(0).path("message"))
                .put("content", "something else");
        ObjectNode withoutNull = AnswerContent.completion(recorded);
        ((ObjectNode) withoutNull.path("choices").get(0).path("message")).remove("refusal");

        assertThat(AnswerContent.digest(streamed)).isEqualTo(AnswerContent.digest(recorded));
        assertThat(AnswerContent.digest(json(renamed.toString())))
                .isEqualTo(AnswerContent.digest(recorded));
        assertThat(AnswerContent.digest(json(withoutNull.toString())))
                .isEqualTo(AnswerContent.digest(recorded));
        assertThat(AnswerContent.digest(json(changed.toString())))
                .isNotEqualTo(AnswerContent.digest(recorded));
    }

    @Test
    void whatIsNoCompletionIsNamedWithoutRepeatingIt() {
        for (String text :
                List.of(
                        "secret, not JSON",
                        "[\"secret\"]",
                        "{\"choices\":\"secret\"}",
                        "{\"secret\":1}")) {
            assertThatThrownBy(() -> AnswerContent.summary(json(text)))
                    .isInstanceOf(MalformedAnswerException.class)
                    .hasMessageNotContaining("secret");
        }
        assertThatThrownBy(() -> AnswerContent.summary(stream("{\"choices\":[\"secret\"]}")))
                .isInstanceOf(MalformedAnswerException.class)
                .hasMessageNotContaining("secret");
    }

    private static RecordedAnswer json(String body) {
        return new RecordedAnswer(
                RecordedAnswer.Mode.JSON, List.of(new RecordedAnswer.Event(5, body)));
    }

    private static RecordedAnswer stream(String... data) {
        List<RecordedAnswer.Event> events = new ArrayList<>();
        for (String one : data) {
            events.add(new RecordedAnswer.Event(1, one.strip()));
        }
        return new RecordedAnswer(RecordedAnswer.Mode.STREAM, events);
    }

    private static String randomCompletion(Random random) {
        ObjectNode completion = AnswerJson.LOSSLESS.createObjectNode();
        completion.put("id", "chatcmpl-" + random.nextInt()).put("object", "chat.completion");
        completion.put("created", random.nextInt(1, 1000)).put("model", "m").put("x_extra", 0.10);
        var choices = completion.putArray("choices");
        for (int index = 0; index <= random.nextInt(3); index++) {
            ObjectNode choice = choices.addObject().put("index", index);
            ObjectNode message = choice.putObject("message").put("role", "assistant");
            String content = randomText(random);
            message.put("content", content).putNull("refusal");
            if (random.nextBoolean()) {
                message.put("reasoning_content", randomText(random));
            }
            if (random.nextBoolean()) {
                var calls = message.putArray("tool_calls");
                for (int call = 0; call <= random.nextInt(3); call++) {
                    calls.addObject()
                            .put("id", "call_" + call)
                            .put("type", "function")
                            .putObject("function")
                            .put("name", "f" + call)
                            .put("arguments", randomText(random));
                }
            }
            if (random.nextBoolean()) {
                ObjectNode logprobs = choice.putObject("logprobs");
                var tokens = logprobs.putArray("content");
                content.codePoints()
                        .forEach(c -> tokens.addObject().put("token", Character.toString(c)));
                logprobs.putNull("refusal");
            } else {
                choice.putNull("logprobs");
            }
            choice.put("finish_reason", "stop");
        }
        completion.putObject("usage").put("prompt_tokens", 5).put("completion_tokens", 6);
        return completion.toString();
    }

    private static String randomText(Random random) {
        String[] parts = {
            "word",
            " ",
            "\n",
            "    ",
            "\t",
            "日本",
            "👩‍👩‍👧‍👦",
            "é",
            "{\"a\": 1}",
            "```",
            "\u0000",
            "\"",
            "\\"
        };
        StringBuilder text = new StringBuilder("x");
        for (int i = random.nextInt(40); i > 0; i--) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }
}
