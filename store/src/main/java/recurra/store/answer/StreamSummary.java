package recurra.store.answer;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a streamed answer says about itself, learnt chunk by chunk as it comes, so that it is known
 * when the last one is there. For one thread.
 */
public final class StreamSummary {
    private final Map<Integer, Optional<String>> finishReasons = new TreeMap<>();
    private JsonNode model = NullNode.instance;
    private JsonNode usage = NullNode.instance;
    private @Nullable MalformedAnswerException malformed;

    /**
     * Takes the next chunk.
     *
     * @param data of the server-sent event
     */
    public void add(String data) {
        if (malformed != null) {
            return;
        }
        try {
            add(AnswerJson.object(data));
        } catch (MalformedAnswerException e) {
            malformed = e;
        }
    }

    private void add(ObjectNode chunk) {
        // Every chunk repeats the model; the usage is null until the last.
        model = newer(model, chunk.path("model"));
        usage = newer(usage, chunk.path("usage"));
        for (JsonNode choice : chunk.path("choices")) {
            if (!choice.isObject()) {
                throw new MalformedAnswerException(
                        "The provider sent a choice that is not an object");
            }
            Optional<String> ended = choice.path("finish_reason").asStringOpt();
            finishReasons.merge(
                    choice.path("index").asInt(0), ended, (last, now) -> now.or(() -> last));
        }
    }

    private static JsonNode newer(JsonNode known, JsonNode said) {
        return said.isMissingNode() || said.isNull() ? known : said;
    }

    /**
     * What the chunks so far say.
     *
     * @throws MalformedAnswerException when they are not chunks of a chat completion
     */
    public AnswerSummary summary() {
        if (malformed != null) {
            throw malformed;
        }
        return new AnswerSummary(
                model.asStringOpt(),
                AnswerContent.usage(usage),
                finishReasons.values().stream().toList());
    }
}
