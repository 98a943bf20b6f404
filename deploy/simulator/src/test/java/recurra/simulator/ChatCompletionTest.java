package recurra.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ChatCompletionTest extends SimulatorFixture {

    private static final String QUESTION =
            """
            {"model": "gpt-4.1-mini", "messages": [{"role": "user", "content": "How do I reset my password?"}]%s}\
            """;

    private static final String TOOLS =
            """
            , "tools": [
              {"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object",
                "properties": {"city": {"type": "string"}, "unit": {"enum": ["celsius", "fahrenheit"]},
                  "days": {"type": "integer", "minimum": 3, "maximum": 5}}}}},
              {"type": "function", "function": {"name": "get_time", "parameters": {"type": "object",
                "properties": {"zone": {"type": "string"}}}}}]\
            """;

    ChatCompletionTest() {
        super(SimulatorOptions.defaults());
    }

    @Test
    void answersLikeOpenAi() throws Exception {
        JsonNode completion = client.completion(QUESTION.formatted(""));

        assertThat(completion.at("/object").stringValue()).isEqualTo("chat.completion");
        assertThat(completion.at("/model").stringValue()).isEqualTo("gpt-4.1-mini-2025-04-14");
        assertThat(completion.at("/choices/0/finish_reason").stringValue()).isEqualTo("stop");
        assertThat(content(completion))
                .contains("How do I reset my password?", "```", "\n\n", "  ", "\t");
        assertThat(completion.at("/choices/0/message").has("reasoning_content")).isFalse();
    }

    @Test
    void answerDependsOnWhatShapesItAndOnNothingElse() throws Exception {
        String answer = content(client.completion(QUESTION.formatted("")));

        assertThat(content(client.completion(QUESTION.formatted("")))).isEqualTo(answer);
        assertThat(
                        content(
                                client.completion(
                                        QUESTION.formatted(
                                                ", \"user\": \"u\", \"metadata\": {\"a\": \"b\"}"))))
                .isEqualTo(answer);
        assertThat(content(client.completion(QUESTION.formatted(", \"temperature\": 0.5"))))
                .isNotEqualTo(answer);
        assertThat(content(client.completion(QUESTION.replace("reset", "change").formatted(""))))
                .isNotEqualTo(answer);
    }

    @Test
    void idsDifferFromCallToCall() throws Exception {
        JsonNode first = client.completion(QUESTION.formatted(""));
        JsonNode second = client.completion(QUESTION.formatted(""));

        assertThat(first.at("/id")).isNotEqualTo(second.at("/id"));
    }

    @Test
    void streamHasTheSameContentAsTheCompletion() throws Exception {
        for (String more :
                List.of(
                        "",
                        ", \"n\": 3",
                        ", \"response_format\": {\"type\": \"json_object\"}",
                        ", \"max_tokens\": 7",
                        TOOLS + ", \"metadata\": {\"simulate\": \"tool-calls=3\"}")) {
            String request = QUESTION.formatted(more);
            List<JsonNode> chunks = client.chunks(QUESTION.formatted(more + ", \"stream\": true"));

            assertThat(joined(chunks)).isEqualTo(messages(client.completion(request)));
        }
    }

    @Test
    void streamEndsWithUsageAndDone() throws Exception {
        String streaming = ", \"stream\": true, \"stream_options\": {\"include_usage\": true}";
        List<JsonNode> chunks = client.chunks(QUESTION.formatted(streaming));

        assertThat(chunks.subList(0, chunks.size() - 1))
                .allMatch(chunk -> chunk.path("usage").isNull());
        assertThat(chunks.getLast().path("choices").isEmpty()).isTrue();
        assertThat(chunks.getLast().path("usage"))
                .isEqualTo(client.completion(QUESTION.formatted("")).path("usage"));
        assertThat(client.chat(QUESTION.formatted(streaming)).body())
                .endsWith("}\n\ndata: [DONE]\n\n");
    }

    @Test
    void streamWithoutUsageHasNoneAnywhere() throws Exception {
        assertThat(client.chunks(QUESTION.formatted(", \"stream\": true")))
                .isNotEmpty()
                .noneMatch(chunk -> chunk.has("usage"));
    }

    @Test
    void usageCountsTokens() throws Exception {
        JsonNode completion =
                client.completion(
                        """
                        {"model": "gpt-5", "messages": [{"role": "user", "content": "one two"}]}\
                        """);

        // Three for the answer's start, three for the message, "one", " two".
        assertThat(completion.at("/usage/prompt_tokens").intValue()).isEqualTo(8);
        assertThat(completion.at("/usage/completion_tokens").intValue())
                .isEqualTo(Tokens.count(content(completion)));
        assertThat(completion.at("/usage/total_tokens").intValue())
                .isEqualTo(8 + Tokens.count(content(completion)));
    }

    @Test
    void choicesDiffer() throws Exception {
        JsonNode completion = client.completion(QUESTION.formatted(", \"n\": 3"));

        assertThat(completion.path("choices").valueStream().map(c -> c.at("/message/content")))
                .hasSize(3)
                .doesNotHaveDuplicates();
    }

    @Test
    void reasoningModelsThinkAloud() throws Exception {
        JsonNode completion =
                client.completion(
                        QUESTION.replace("gpt-4.1-mini", "simulator-reasoning").formatted(""));

        String reasoning = completion.at("/choices/0/message/reasoning_content").stringValue();
        assertThat(reasoning).contains("How do I reset my password?");
        assertThat(completion.at("/usage/completion_tokens_details/reasoning_tokens").intValue())
                .isEqualTo(Tokens.count(reasoning));
    }

    @Test
    void callsTheToolsThatThePromptNames() throws Exception {
        JsonNode completion =
                client.completion(
                        QUESTION.replace("How do", "Please get weather and get_time. How do")
                                .formatted(TOOLS));

        JsonNode calls = completion.at("/choices/0/message/tool_calls");
        assertThat(completion.at("/choices/0/finish_reason").stringValue()).isEqualTo("tool_calls");
        assertThat(completion.at("/choices/0/message/content").isNull()).isTrue();
        assertThat(calls.valueStream().map(call -> call.at("/function/name").stringValue()))
                .containsExactly("get_weather", "get_time");
        JsonNode arguments = Json.parse(calls.at("/0/function/arguments").stringValue());
        assertThat(arguments.path("unit").stringValue()).isIn("celsius", "fahrenheit");
        assertThat(arguments.path("days").intValue()).isBetween(3, 5);
    }

    @Test
    void callsToolsOnlyWhenAskedTo() throws Exception {
        String naming = QUESTION.replace("How", "get_time! How");
        assertThat(callsTool(QUESTION.formatted(TOOLS))).isFalse();
        assertThat(callsTool(QUESTION.formatted(TOOLS + ", \"tool_choice\": \"required\"")))
                .isTrue();
        assertThat(callsTool(naming.formatted(TOOLS))).isTrue();
        assertThat(callsTool(naming.formatted(TOOLS + ", \"tool_choice\": \"none\""))).isFalse();
    }

    @Test
    void answersTheResultOfATool() throws Exception {
        assertThat(
                        callsTool(
                                """
                                {"model": "gpt-5", "messages": [{"role": "user", "content": "get_time"},
                                  {"role": "tool", "tool_call_id": "c", "content": "noon"}]%s}\
                                """
                                        .formatted(TOOLS)))
                .isFalse();
    }

    @Test
    void streamsArgumentsOfToolsInFragments() throws Exception {
        List<JsonNode> chunks =
                client.chunks(
                        QUESTION.replace("How", "get_weather! How")
                                .formatted(TOOLS + ", \"stream\": true"));

        assertThat(chunks)
                .filteredOn(chunk -> chunk.at("/choices/0/delta").has("tool_calls"))
                .hasSizeGreaterThan(5);
    }

    @Test
    void structuredAnswersFollowTheSchema() throws Exception {
        String answer =
                content(
                        client.completion(
                                QUESTION.formatted(
                                        """
                                        , "response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema":
                                          {"type": "object", "properties": {
                                             "steps": {"type": "array", "minItems": 2, "items": {"$ref": "#/$defs/step"}},
                                             "done": {"type": "boolean"}, "next": {"anyOf": [{"type": "null"}, {"type": "string"}]}},
                                           "$defs": {"step": {"type": "object", "properties": {"title": {"type": "string"}}}}}}}\
                                        """)));

        JsonNode json = Json.parse(answer);
        assertThat(json.path("steps").size()).isEqualTo(2);
        assertThat(json.at("/steps/1/title").isString()).isTrue();
        assertThat(json.path("done").isBoolean()).isTrue();
        assertThat(json.path("next").isNull()).isTrue();
    }

    @Test
    void logProbabilitiesCoverEveryToken() throws Exception {
        JsonNode completion =
                client.completion(QUESTION.formatted(", \"logprobs\": true, \"top_logprobs\": 2"));

        JsonNode logprobs = completion.at("/choices/0/logprobs/content");
        assertThat(
                        logprobs.valueStream()
                                .map(entry -> entry.path("token").stringValue())
                                .collect(Collectors.joining()))
                .isEqualTo(content(completion));
        assertThat(logprobs.at("/0/top_logprobs").size()).isEqualTo(2);
    }

    @Test
    void maximumOfTokensCutsTheAnswer() throws Exception {
        JsonNode completion =
                client.completion(QUESTION.formatted(", \"max_completion_tokens\": 5"));

        assertThat(completion.at("/choices/0/finish_reason").stringValue()).isEqualTo("length");
        assertThat(completion.at("/usage/completion_tokens").intValue()).isEqualTo(5);
    }

    @Test
    void answersAreAsLongAsTold() throws Exception {
        JsonNode completion =
                client.completion(
                        QUESTION.formatted(", \"metadata\": {\"simulate\": \"words=500\"}"));

        assertThat(completion.at("/usage/completion_tokens").intValue()).isEqualTo(500);
    }

    @Test
    void recursiveSchemasEnd() throws Exception {
        JsonNode completion =
                client.completion(
                        QUESTION.formatted(
                                """
                                , "response_format": {"type": "json_schema", "json_schema": {"schema": {"type": "object", "properties": {
                                  "a": {"$ref": "#"}, "b": {"$ref": "#"}, "c": {"$ref": "#"}, "d": {"$ref": "#"}, "e": {"$ref": "#"}}}}}\
                                """));

        assertThat(Json.parse(content(completion)).has("a")).isTrue();
    }

    private boolean callsTool(String request) throws Exception {
        return client.completion(request).at("/choices/0/message").has("tool_calls");
    }

    private static String content(JsonNode completion) {
        return completion.at("/choices/0/message/content").stringValue();
    }

    /** What a completion says, in the notation of {@link #joined}. */
    private static Map<String, String> messages(JsonNode completion) {
        Map<String, String> parts = new TreeMap<>();
        for (JsonNode choice : completion.path("choices")) {
            String prefix = choice.path("index").asString() + " ";
            JsonNode message = choice.path("message");
            String content = message.path("content").asString("");
            if (!content.isEmpty()) {
                parts.put(prefix + "content", content);
            }
            int index = 0;
            for (JsonNode call : message.path("tool_calls")) {
                String of = prefix + "call " + index++ + " ";
                parts.put(of + "id", call.path("id").stringValue());
                parts.put(of + "name", call.at("/function/name").stringValue());
                parts.put(of + "arguments", call.at("/function/arguments").stringValue());
            }
            parts.put(prefix + "finish", choice.path("finish_reason").stringValue());
        }
        return parts;
    }

    /** What the deltas of a stream add up to. */
    private static Map<String, String> joined(List<JsonNode> chunks) {
        Map<String, String> parts = new TreeMap<>();
        List<JsonNode> choices = new ArrayList<>();
        chunks.forEach(chunk -> chunk.path("choices").forEach(choices::add));
        for (JsonNode choice : choices) {
            String prefix = choice.path("index").asString() + " ";
            add(parts, prefix + "content", choice.at("/delta/content"));
            for (JsonNode call : choice.at("/delta/tool_calls")) {
                String of = prefix + "call " + call.path("index").asString() + " ";
                add(parts, of + "id", call.path("id"));
                add(parts, of + "name", call.at("/function/name"));
                add(parts, of + "arguments", call.at("/function/arguments"));
            }
            add(parts, prefix + "finish", choice.path("finish_reason"));
        }
        return parts;
    }

    private static void add(Map<String, String> parts, String name, JsonNode fragment) {
        if (fragment.isString() && !fragment.stringValue().isEmpty()) {
            parts.merge(name, fragment.stringValue(), String::concat);
        }
    }
}
