package recurra.store.answer;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import recurra.matching.Sha256;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The two forms of one answer, and what it says. A recorded answer serves clients that stream and
 * clients that do not, whichever way the provider gave it: what the choices say is the same,
 * character for character.
 */
public final class AnswerContent {
    /** Told, and not null as in the other events of a stream that tells it at its end. */
    private static final Pattern USAGE = Pattern.compile("\"usage\"\\s*:\\s*\\{");

    private AnswerContent() {}

    /**
     * The answer as the body of a response that does not stream: as it came for {@link
     * RecordedAnswer.Mode#JSON}, else put together from the chunks.
     *
     * @throws MalformedAnswerException when the answer is not a chat completion
     */
    public static String body(RecordedAnswer answer) {
        return switch (answer.mode()) {
            case JSON -> answer.events().getFirst().data();
            case STREAM -> AnswerJson.LOSSLESS.writeValueAsString(completion(answer));
        };
    }

    /**
     * The answer as a {@code chat.completion} object.
     *
     * @throws MalformedAnswerException when the answer is not a chat completion
     */
    public static ObjectNode completion(RecordedAnswer answer) {
        return switch (answer.mode()) {
            case JSON -> AnswerJson.object(answer.events().getFirst().data());
            case STREAM -> ChunkFolder.fold(answer.events());
        };
    }

    /**
     * The answer as the data of {@code chat.completion.chunk} events, without the closing {@code
     * [DONE]}: as they came for {@link RecordedAnswer.Mode#STREAM}, else cut from the completion,
     * with no gaps between them.
     *
     * @param includeUsage whether the client asked for the chunk that carries the usage
     * @throws MalformedAnswerException when the answer is not a chat completion
     */
    public static List<RecordedAnswer.Event> chunks(RecordedAnswer answer, boolean includeUsage) {
        return switch (answer.mode()) {
            case JSON -> ChunkCutter.cut(completion(answer), includeUsage);
            case STREAM ->
                    includeUsage
                            ? answer.events()
                            : answer.events().stream()
                                    .filter(event -> !isUsageChunk(event.data()))
                                    .toList();
        };
    }

    /**
     * The answer as the data of {@code chat.completion.chunk} events that are cut anew: into pieces
     * of a few words, at the ends of graphemes. They put themselves together to what {@link
     * #chunks} do, and equal generators cut equally.
     *
     * @param includeUsage whether the client asked for the chunk that carries the usage
     * @throws MalformedAnswerException when the answer is not a chat completion
     */
    public static List<AnswerPiece> pieces(
            RecordedAnswer answer, boolean includeUsage, RandomGenerator random) {
        return Recutter.recut(chunks(answer, includeUsage), random);
    }

    /**
     * Whether the event is the extra chunk that carries only the usage.
     *
     * @param data the data of a server-sent event
     */
    public static boolean isUsageChunk(String data) {
        // Of a stream's events only the last tells a usage, so nearly no event is parsed.
        if (!USAGE.matcher(data).find()) {
            return false;
        }
        JsonNode chunk;
        try {
            chunk = AnswerJson.object(data);
        } catch (MalformedAnswerException e) {
            return false;
        }
        return chunk.path("choices").isArray()
                && chunk.path("choices").isEmpty()
                && chunk.path("usage").isObject();
    }

    /**
     * What the answer says about itself.
     *
     * @throws MalformedAnswerException when the answer is not a chat completion
     */
    public static AnswerSummary summary(RecordedAnswer answer) {
        return switch (answer.mode()) {
            case JSON -> summary(completion(answer));
            case STREAM -> {
                StreamSummary summary = new StreamSummary();
                answer.events().forEach(event -> summary.add(event.data()));
                yield summary.summary();
            }
        };
    }

    private static AnswerSummary summary(ObjectNode completion) {
        List<Optional<String>> finishReasons =
                choices(completion)
                        .valueStream()
                        .map(choice -> choice.path("finish_reason").asStringOpt())
                        .toList();
        return new AnswerSummary(
                completion.path("model").asStringOpt(),
                usage(completion.path("usage")),
                finishReasons);
    }

    /**
     * A digest of what the choices say, without what differs each time a model says it: ids and
     * times; an absent field says what a null one does. Two answers with equal digests are the same
     * answer.
     *
     * @return 64 hexadecimal digits
     * @throws MalformedAnswerException when the answer is not a chat completion
     */
    public static String digest(RecordedAnswer answer) {
        ArrayNode said = AnswerJson.LOSSLESS.createArrayNode();
        for (JsonNode choice : choices(completion(answer))) {
            JsonNode message = choice.path("message").deepCopy();
            if (message instanceof ObjectNode fields) {
                fields.removeIf(JsonNode::isNull);
            }
            for (JsonNode call : message.path("tool_calls")) {
                ((ObjectNode) call).remove("id");
            }
            if (message.path("audio") instanceof ObjectNode audio) {
                audio.remove(List.of("id", "expires_at"));
            }
            said.add(message);
        }
        return Sha256.hex(AnswerJson.SORTED.writeValueAsString(said));
    }

    /**
     * All texts of what the choices say, each in lines of its own.
     *
     * @throws MalformedAnswerException when the answer is not a chat completion
     */
    public static String said(RecordedAnswer answer) {
        StringBuilder said = new StringBuilder();
        for (JsonNode choice : choices(completion(answer))) {
            collect(choice.path("message"), said);
        }
        return said.toString();
    }

    private static void collect(JsonNode node, StringBuilder said) {
        if (node.isString()) {
            said.append(node.stringValue()).append('\n');
        } else {
            node.forEach(member -> collect(member, said));
        }
    }

    private static ArrayNode choices(ObjectNode completion) {
        if (completion.path("choices") instanceof ArrayNode choices) {
            return choices;
        }
        throw new MalformedAnswerException("The provider's answer has no list of choices");
    }

    /** The tokens that a provider counted; empty where it says nothing of them. */
    static Optional<Usage> usage(JsonNode usage) {
        return usage.path("prompt_tokens").isIntegralNumber()
                ? Optional.of(
                        new Usage(
                                usage.path("prompt_tokens").asLong(0),
                                usage.path("completion_tokens").asLong(0),
                                usage.path("prompt_tokens_details")
                                        .path("cached_tokens")
                                        .asLong(0)))
                : Optional.empty();
    }
}
