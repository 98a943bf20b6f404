package recurra.simulator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts a {@link ChatAnswer} into OpenAI's shapes: a completion, or a stream of its chunks. */
final class ChatWriter {

    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);

    private final ChatAnswer answer;
    private final ChatRequest request;
    private final String id;
    private final long created;

    /**
     * @param id of the completion
     * @param created epoch seconds
     */
    ChatWriter(ChatAnswer answer, String id, long created) {
        this.answer = answer;
        this.request = answer.request();
        this.id = id;
        this.created = created;
    }

    ObjectNode completion() {
        ObjectNode completion = head("chat.completion");
        ArrayNode choices = completion.putArray("choices");
        for (ChatAnswer.Choice choice : answer.choices()) {
            ObjectNode node = choices.addObject().put("index", choice.index());
            node.set("message", message(choice));
            node.set("logprobs", logprobs(choice.content()));
            node.put("finish_reason", choice.finishReason());
        }
        completion.set("usage", usage());
        return completion;
    }

    /**
     * The choices' chunks take turns, token by token; then their finish reasons, the usage if it
     * was asked for, and {@code [DONE]}. An answer without finish reasons ends before those.
     */
    List<byte[]> stream() {
        List<byte[]> events = new ArrayList<>();
        List<List<Delta>> deltas = answer.choices().stream().map(this::deltas).toList();
        int longest = deltas.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < longest; i++) {
            for (ChatAnswer.Choice choice : answer.choices()) {
                List<Delta> own = deltas.get(choice.index());
                if (i < own.size()) {
                    events.add(chunk(choice.index(), own.get(i), null));
                }
            }
        }
        boolean finishes = answer.choices().stream().allMatch(c -> c.finishReason() != null);
        if (finishes) {
            for (ChatAnswer.Choice choice : answer.choices()) {
                events.add(
                        chunk(
                                choice.index(),
                                new Delta(Json.object(), List.of()),
                                choice.finishReason()));
            }
            if (request.includeUsage()) {
                ObjectNode last = head("chat.completion.chunk");
                last.putArray("choices");
                last.set("usage", usage());
                events.add(Reply.Events.event(last));
            }
            events.add(DONE);
        }
        return events;
    }

    /**
     * A chunk's news.
     *
     * @param content the tokens of content in it, for their log probabilities
     */
    private record Delta(ObjectNode json, List<String> content) {}

    private ObjectNode head(String object) {
        return Json.object()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", Models.snapshot(request.model()))
                .put("service_tier", "default")
                .put(
                        "system_fingerprint",
                        "fp_" + Digest.of("model " + request.model()).shortHex(10));
    }

    private static ObjectNode message(ChatAnswer.Choice choice) {
        ObjectNode message = Json.object().put("role", "assistant");
        if (!choice.reasoning().isEmpty()) {
            message.put("reasoning_content", String.join("", choice.reasoning()));
        }
        if (choice.toolCalls().isEmpty()) {
            message.put("content", String.join("", choice.content()));
        } else {
            message.putNull("content");
            ArrayNode calls = message.putArray("tool_calls");
            for (ChatAnswer.ToolCall call : choice.toolCalls()) {
                calls.addObject()
                        .put("id", call.id())
                        .put("type", "function")
                        .putObject("function")
                        .put("name", call.name())
                        .put("arguments", call.arguments());
            }
        }
        message.putNull("refusal");
        message.putArray("annotations");
        return message;
    }

    private List<Delta> deltas(ChatAnswer.Choice choice) {
        List<Delta> deltas = new ArrayList<>();
        ObjectNode role = Json.object().put("role", "assistant");
        role.put("content", choice.toolCalls().isEmpty() ? "" : null).putNull("refusal");
        deltas.add(new Delta(role, List.of()));
        for (String token : choice.reasoning()) {
            deltas.add(new Delta(Json.object().put("reasoning_content", token), List.of()));
        }
        for (String token : choice.content()) {
            deltas.add(new Delta(Json.object().put("content", token), List.of(token)));
        }
        for (int i = 0; i < choice.toolCalls().size(); i++) {
            ChatAnswer.ToolCall call = choice.toolCalls().get(i);
            ObjectNode opening =
                    Json.object().put("index", i).put("id", call.id()).put("type", "function");
            opening.putObject("function").put("name", call.name()).put("arguments", "");
            deltas.add(toolDelta(opening));
            for (String fragment : Tokens.split(call.arguments())) {
                ObjectNode next = Json.object().put("index", i);
                next.putObject("function").put("arguments", fragment);
                deltas.add(toolDelta(next));
            }
        }
        return deltas;
    }

    private static Delta toolDelta(ObjectNode call) {
        ObjectNode delta = Json.object();
        delta.putArray("tool_calls").add(call);
        return new Delta(delta, List.of());
    }

    private byte[] chunk(int index, Delta delta, @Nullable String finishReason) {
        ObjectNode chunk = head("chat.completion.chunk");
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", index);
        choice.set("delta", delta.json());
        choice.set("logprobs", logprobs(delta.content()));
        choice.put("finish_reason", finishReason);
        if (request.includeUsage()) {
            chunk.putNull("usage");
        }
        return Reply.Events.event(chunk);
    }

    private JsonNode logprobs(List<String> tokens) {
        if (!request.logprobs() || tokens.isEmpty()) {
            return Json.object().nullNode();
        }
        ObjectNode logprobs = Json.object();
        ArrayNode content = logprobs.putArray("content");
        for (String token : tokens) {
            SplittableRandom random = request.digest().derive(token).random();
            double logprob = -random.nextDouble(0.5);
            ObjectNode entry =
                    content.add(logprob(token, logprob)).get(content.size() - 1).asObject();
            ArrayNode top = entry.putArray("top_logprobs");
            for (int rank = 0; rank < request.topLogprobs(); rank++) {
                String alternative = rank == 0 ? token : token + rank;
                top.add(logprob(alternative, logprob - rank));
            }
        }
        logprobs.putNull("refusal");
        return logprobs;
    }

    private static ObjectNode logprob(String token, double logprob) {
        ObjectNode node = Json.object().put("token", token).put("logprob", logprob);
        ArrayNode bytes = node.putArray("bytes");
        for (byte b : token.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(Byte.toUnsignedInt(b));
        }
        return node;
    }

    private ObjectNode usage() {
        int completion = answer.completionTokens();
        ObjectNode usage =
                Json.object()
                        .put("prompt_tokens", request.promptTokens())
                        .put("completion_tokens", completion)
                        .put("total_tokens", request.promptTokens() + completion);
        usage.putObject("prompt_tokens_details").put("cached_tokens", 0).put("audio_tokens", 0);
        usage.putObject("completion_tokens_details")
                .put("reasoning_tokens", answer.reasoningTokens())
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        return usage;
    }
}
