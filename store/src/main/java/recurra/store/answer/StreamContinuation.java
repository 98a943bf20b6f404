package recurra.store.answer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import recurra.store.answer.Recutter.Place;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Goes on with a stream that broke off by means of a second answer to the same request. What the
 * client has had is left out of the second answer, choice by choice, as long as that begins with
 * it; where it does not, the client must not get more of it. Ids of tool calls stay the first
 * answer's, since the client has them. For one thread.
 */
public final class StreamContinuation {
    private final Map<Integer, Choice> choices = new HashMap<>();
    private boolean hadPreface;

    /** What the client has had of one choice, and how much of that has come again. */
    private static final class Choice {
        private final Map<Place, StringBuilder> missing = new HashMap<>();
        private final Map<Integer, String> toolNames = new HashMap<>();
        private Optional<String> finishReason = Optional.empty();
        private boolean begun;

        boolean isMatched() {
            return missing.values().stream().allMatch(StringBuilder::isEmpty);
        }
    }

    /**
     * @param had the data of the events that the client has had
     */
    public StreamContinuation(List<String> had) {
        for (String data : had) {
            ObjectNode chunk = AnswerJson.object(data);
            hadPreface |= chunk.path("choices").isEmpty();
            for (JsonNode choice : chunk.path("choices")) {
                note(choice);
            }
        }
    }

    private void note(JsonNode choice) {
        Choice state = state(choice);
        state.begun = true;
        choice.path("finish_reason")
                .asStringOpt()
                .ifPresent(reason -> state.finishReason = Optional.of(reason));
        if (!(choice.path("delta") instanceof ObjectNode delta)) {
            return;
        }
        Recutter.texts(delta)
                .forEach((place, text) -> {
                    state.missing.computeIfAbsent(place, _ -> new StringBuilder()).append(text);
                });
        for (JsonNode call : delta.path("tool_calls")) {
            call.path("function")
                    .path("name")
                    .asStringOpt()
                    .ifPresent(name -> state.toolNames.put(call.path("index").asInt(0), name));
        }
    }

    private Choice state(JsonNode choice) {
        return choices.computeIfAbsent(choice.path("index").asInt(0), _ -> new Choice());
    }

    /**
     * What of a chunk of the second answer the client has not had; empty when it has had it all.
     *
     * @throws DivergedException when the second answer is another one
     */
    public Optional<String> next(String data) {
        ObjectNode chunk = AnswerJson.object(data);
        if (!(chunk.path("choices") instanceof ArrayNode offered) || offered.isEmpty()) {
            boolean isPreface = !AnswerContent.isUsageChunk(data);
            return isPreface && hadPreface ? Optional.empty() : Optional.of(data);
        }
        ArrayNode left = AnswerJson.LOSSLESS.createArrayNode();
        for (JsonNode choice : offered) {
            if (choice instanceof ObjectNode one && leave(state(one), one)) {
                left.add(one);
            }
        }
        if (left.isEmpty()) {
            return Optional.empty();
        }
        chunk.set("choices", left);
        return Optional.of(AnswerJson.LOSSLESS.writeValueAsString(chunk));
    }

    /** Whether all that the client has had has come again. */
    public boolean isMatched() {
        return choices.values().stream().allMatch(Choice::isMatched);
    }

    /** Leaves in a choice what the client has not had, and says whether there is something. */
    private static boolean leave(Choice state, ObjectNode choice) {
        if (!state.begun) {
            return true;
        }
        boolean isNew = false;
        if (choice.path("delta") instanceof ObjectNode delta) {
            Map<Place, String> texts = Recutter.texts(delta);
            for (Map.Entry<Place, String> text : texts.entrySet()) {
                String rest = rest(state, text.getKey(), text.getValue());
                if (!rest.isEmpty()
                        && rest.length() < text.getValue().length()
                        && choice.path("logprobs").isObject()) {
                    throw new DivergedException("log probabilities");
                }
                text.getKey().put(delta, rest);
                isNew |= !rest.isEmpty();
            }
            isNew |= leaveHeads(state, delta);
        }
        Optional<String> reason = choice.path("finish_reason").asStringOpt();
        if (reason.isPresent()) {
            if (state.finishReason.isPresent() && !state.finishReason.equals(reason)) {
                throw new DivergedException("finish reason");
            }
            isNew |= state.finishReason.isEmpty();
            requireMatched(state);
        }
        if (isNew) {
            requireMatched(state);
            if (state.finishReason.isPresent()) {
                throw new DivergedException("length");
            }
        }
        return isNew;
    }

    private static String rest(Choice state, Place place, String text) {
        StringBuilder missing = state.missing.get(place);
        if (missing == null || missing.isEmpty()) {
            return text;
        }
        int common = Math.min(missing.length(), text.length());
        if (!missing.substring(0, common).equals(text.substring(0, common))) {
            throw new DivergedException("text");
        }
        missing.delete(0, common);
        return text.substring(common);
    }

    /** Leaves what a delta has besides texts, where the client has not had it. */
    private static boolean leaveHeads(Choice state, ObjectNode delta) {
        delta.remove("role");
        for (JsonNode call : delta.path("tool_calls")) {
            int index = call.path("index").asInt(0);
            String had = state.toolNames.get(index);
            Optional<String> name = call.path("function").path("name").asStringOpt();
            if (had == null || !(call instanceof ObjectNode fields)) {
                continue;
            }
            if (name.isPresent() && !name.get().equals(had)) {
                throw new DivergedException("tool calls");
            }
            fields.remove(List.of("id", "type"));
            if (fields.path("function") instanceof ObjectNode function) {
                function.remove("name");
            }
        }
        ObjectNode rest = delta.deepCopy();
        Recutter.texts(rest).keySet().forEach(place -> place.put(rest, ""));
        return !Recutter.isBlank(rest);
    }

    private static void requireMatched(Choice state) {
        if (!state.isMatched()) {
            throw new DivergedException("length");
        }
    }
}
