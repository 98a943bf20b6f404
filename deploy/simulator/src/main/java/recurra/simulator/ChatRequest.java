package recurra.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A valid request for a chat completion.
 *
 * @param digest of everything that shapes the answer: the body without {@code stream}, {@code
 *     stream_options}, {@code user} and {@code metadata}
 * @param question the text of the last user message; empty when there is none
 * @param promptTokens see {@link #countPromptTokens}
 * @param maxTokens the limit on the answer
 * @param tools the functions that the answer may call now: none when {@code tool_choice} forbids it
 *     or the last message is a tool's result
 * @param mustCallTool whether {@code tool_choice} demands a call
 * @param responseFormat the {@code response_format} or a missing node
 */
record ChatRequest(
        String model,
        Digest digest,
        String question,
        int promptTokens,
        boolean stream,
        boolean includeUsage,
        int choices,
        boolean logprobs,
        int topLogprobs,
        OptionalInt maxTokens,
        List<Tool> tools,
        boolean mustCallTool,
        boolean parallelToolCalls,
        JsonNode responseFormat) {

    private static final int MAX_CHOICES = 128;
    private static final int MAX_TOP_LOGPROBS = 20;

    private static final List<String> NOT_ANSWER_SHAPING =
            List.of("stream", "stream_options", "user", "metadata");

    private static final int TOKENS_PER_MESSAGE = 3;
    private static final int TOKENS_PER_ATTACHMENT = 85;

    ChatRequest {
        tools = List.copyOf(tools);
    }

    /** A function that the request offers, with the JSON Schema of its arguments. */
    record Tool(String name, JsonNode parameters) {

        /** Whether a text names the tool, underscores and hyphens read as spaces. */
        boolean isNamedIn(String text) {
            return spaced(text).contains(spaced(name));
        }

        private static String spaced(String text) {
            return text.toLowerCase(Locale.ROOT).replace('_', ' ').replace('-', ' ');
        }
    }

    /** Throws {@link ApiException} when the body is no request. */
    static ChatRequest parse(ObjectNode body) {
        RequestBody request = new RequestBody(body);
        String model = request.model();
        JsonNode messages = request.requiredArray("messages");
        messages.forEach(ChatRequest::requireMessage);
        JsonNode last = messages.get(messages.size() - 1);
        JsonNode toolChoice = body.path("tool_choice");
        boolean mayCall =
                !toolChoice.asString("").equals("none")
                        && !last.path("role").asString("").equals("tool");
        String question = question(messages);
        return new ChatRequest(
                model,
                digest(body),
                question,
                countPromptTokens(messages, body.path("tools")),
                request.flag("stream", false),
                body.path("stream_options").path("include_usage").asBoolean(false),
                request.number("n", 1, MAX_CHOICES).orElse(1),
                request.flag("logprobs", false),
                request.number("top_logprobs", 0, MAX_TOP_LOGPROBS).orElse(0),
                maxTokens(request),
                mayCall ? tools(body.path("tools"), toolChoice) : List.of(),
                mayCall && (toolChoice.isObject() || toolChoice.asString("").equals("required")),
                request.flag("parallel_tool_calls", true),
                body.path("response_format"));
    }

    /** Without the question. */
    @Override
    public String toString() {
        return "ChatRequest[model=%s, digest=%s, promptTokens=%d]"
                .formatted(model, digest.hex(), promptTokens);
    }

    private static void requireMessage(JsonNode message) {
        if (!message.path("role").isString()) {
            throw new ApiException(
                    ApiError.badRequest(
                            "Every element of 'messages' must be an object with a string 'role'.",
                            "messages",
                            "invalid_type"));
        }
    }

    private static OptionalInt maxTokens(RequestBody request) {
        OptionalInt completion = request.number("max_completion_tokens", 1, Integer.MAX_VALUE);
        return completion.isPresent()
                ? completion
                : request.number("max_tokens", 1, Integer.MAX_VALUE);
    }

    private static Digest digest(ObjectNode body) {
        return Digest.of(Json.writeSorted(body.deepCopy().without(NOT_ANSWER_SHAPING)));
    }

    private static String question(JsonNode messages) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i).path("role").asString("").equals("user")) {
                return text(messages.get(i));
            }
        }
        return "";
    }

    private static String text(JsonNode message) {
        JsonNode content = message.path("content");
        if (content.isString()) {
            return content.stringValue();
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asString("")));
        return text.toString();
    }

    /**
     * Three tokens for the answer's start and for each message, 85 for each part that is not text,
     * and the {@link Tokens} of all texts, of tool calls and of the tools' definitions.
     */
    private static int countPromptTokens(JsonNode messages, JsonNode tools) {
        int tokens = TOKENS_PER_MESSAGE;
        for (JsonNode message : messages) {
            tokens += TOKENS_PER_MESSAGE + Tokens.count(text(message));
            tokens += count(message.path("tool_calls"));
            if (message.path("content").isArray()) {
                for (JsonNode part : message.path("content")) {
                    tokens += part.has("text") ? 0 : TOKENS_PER_ATTACHMENT;
                }
            }
        }
        return tokens + count(tools);
    }

    private static int count(JsonNode json) {
        return json.isArray() ? Tokens.count(Json.write(json)) : 0;
    }

    private static List<Tool> tools(JsonNode definitions, JsonNode toolChoice) {
        String chosen = toolChoice.path("function").path("name").asString("");
        List<Tool> tools = new ArrayList<>();
        for (JsonNode definition : definitions) {
            JsonNode function = definition.path("function");
            String name = function.path("name").asString("");
            if (!name.isEmpty() && (chosen.isEmpty() || chosen.equals(name))) {
                tools.add(new Tool(name, function.path("parameters")));
            }
        }
        return tools;
    }
}
