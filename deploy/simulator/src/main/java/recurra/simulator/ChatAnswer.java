package recurra.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The answer to a {@link ChatRequest}, before it takes the shape of a body or of a stream. */
record ChatAnswer(ChatRequest request, List<Choice> choices) {

    ChatAnswer {
        choices = List.copyOf(choices);
    }

    /**
     * One of the {@code n} alternatives; reasoning and content as tokens.
     *
     * @param finishReason null for an answer that does not say how it ended
     */
    record Choice(
            int index,
            List<String> reasoning,
            List<String> content,
            List<ToolCall> toolCalls,
            @Nullable String finishReason) {

        Choice {
            reasoning = List.copyOf(reasoning);
            content = List.copyOf(content);
            toolCalls = List.copyOf(toolCalls);
        }

        int tokens() {
            return reasoning.size()
                    + content.size()
                    + toolCalls.stream().mapToInt(ToolCall::tokens).sum();
        }
    }

    record ToolCall(String id, String name, String arguments) {

        int tokens() {
            return Tokens.count(name) + Tokens.count(arguments);
        }
    }

    static ChatAnswer to(ChatRequest request, Behavior behavior) {
        return new ChatAnswer(
                request,
                IntStream.range(0, request.choices())
                        .mapToObj(index -> choice(request, behavior, index))
                        .toList());
    }

    int completionTokens() {
        return choices.stream().mapToInt(Choice::tokens).sum();
    }

    int reasoningTokens() {
        return choices.stream().mapToInt(choice -> choice.reasoning().size()).sum();
    }

    private static Choice choice(ChatRequest request, Behavior behavior, int index) {
        Digest digest = index == 0 ? request.digest() : request.digest().derive("choice " + index);
        List<String> reasoning =
                Models.reasons(request.model())
                        ? Tokens.split(AnswerText.reasoning(request.question(), digest))
                        : List.of();
        List<ToolCall> toolCalls = toolCalls(request, behavior, digest);
        List<String> content =
                toolCalls.isEmpty() ? Tokens.split(content(request, behavior, digest)) : List.of();
        String finishReason = toolCalls.isEmpty() ? "stop" : "tool_calls";

        int limit = request.maxTokens().orElse(Integer.MAX_VALUE);
        if (reasoning.size() + content.size() > limit) {
            reasoning = firstOf(reasoning, limit);
            content = firstOf(content, limit - reasoning.size());
            finishReason = "length";
        }
        String demanded = behavior.finishReason();
        if (demanded != null) {
            if (demanded.equals("length") || demanded.equals("content_filter")) {
                content = firstOf(content, content.size() / 2);
            }
            finishReason = demanded;
        }
        boolean finishes = behavior.cut().kind() != Behavior.Cut.Kind.NO_FINISH;
        return new Choice(index, reasoning, content, toolCalls, finishes ? finishReason : null);
    }

    private static String content(ChatRequest request, Behavior behavior, Digest digest) {
        if (behavior.words() != null) {
            return AnswerText.ofWords(behavior.words(), digest);
        }
        JsonNode format = request.responseFormat();
        return switch (format.path("type").asString("text")) {
            case "json_schema" ->
                    Json.write(SchemaSample.of(format.path("json_schema").path("schema"), digest));
            case "json_object" ->
                    Json.write(
                            Json.object()
                                    .put("question", request.question())
                                    .put("answer", AnswerText.of(request.question(), digest)));
            default -> AnswerText.of(request.question(), digest);
        };
    }

    /**
     * As many calls as the directive says; otherwise one of each tool that the question names; the
     * first tool when the question names none but {@code tool_choice} demands a call.
     */
    private static List<ToolCall> toolCalls(ChatRequest request, Behavior behavior, Digest digest) {
        List<ChatRequest.Tool> offered = request.tools();
        if (offered.isEmpty()) {
            return List.of();
        }
        List<ChatRequest.Tool> called =
                offered.stream().filter(tool -> tool.isNamedIn(request.question())).toList();
        if (behavior.toolCalls() != null) {
            called =
                    IntStream.range(0, behavior.toolCalls())
                            .mapToObj(i -> offered.get(i % offered.size()))
                            .toList();
        } else if (called.isEmpty() && request.mustCallTool()) {
            called = firstOf(offered, 1);
        }
        if (!request.parallelToolCalls()) {
            called = firstOf(called, 1);
        }
        List<ToolCall> calls = new ArrayList<>();
        for (int i = 0; i < called.size(); i++) {
            Digest own = digest.derive("tool call " + i);
            calls.add(
                    new ToolCall(
                            "call_" + own.shortHex(24),
                            called.get(i).name(),
                            Json.write(arguments(called.get(i), own))));
        }
        return calls;
    }

    private static JsonNode arguments(ChatRequest.Tool tool, Digest digest) {
        return tool.parameters().isObject()
                ? SchemaSample.of(tool.parameters(), digest)
                : Json.object();
    }

    private static <T> List<T> firstOf(List<T> list, int count) {
        return list.subList(0, Math.min(count, list.size()));
    }
}
