package recurra.matching.request;

import static recurra.matching.request.FieldRole.IDENTITY;
import static recurra.matching.request.FieldRole.SHAPES_ANSWER;
import static recurra.matching.request.FieldRole.TRANSPORT;
import static recurra.matching.request.FieldType.ARRAY;
import static recurra.matching.request.FieldType.BOOLEAN;
import static recurra.matching.request.FieldType.INTEGER;
import static recurra.matching.request.FieldType.NUMBER;
import static recurra.matching.request.FieldType.OBJECT;
import static recurra.matching.request.FieldType.STRING;

import java.util.Locale;
import java.util.Set;

/**
 * A field of OpenAI's {@code CreateChatCompletionRequest}, with its role and the JSON types it may
 * have besides {@code null}. A field wrongly called transport serves a wrong answer; one wrongly
 * called shaping only misses. So a field shapes the answer unless it certainly does not.
 */
enum ChatField {
    AUDIO(SHAPES_ANSWER, OBJECT),
    FREQUENCY_PENALTY(SHAPES_ANSWER, NUMBER),
    FUNCTION_CALL(SHAPES_ANSWER, STRING, OBJECT),
    FUNCTIONS(SHAPES_ANSWER, ARRAY),
    // llama.cpp takes pairs of token and bias, too.
    LOGIT_BIAS(SHAPES_ANSWER, OBJECT, ARRAY),
    LOGPROBS(SHAPES_ANSWER, BOOLEAN),
    MAX_COMPLETION_TOKENS(SHAPES_ANSWER, INTEGER),
    MAX_TOKENS(SHAPES_ANSWER, INTEGER),
    MESSAGES(SHAPES_ANSWER, ARRAY),
    // Labels that the provider keeps beside its own copy of the completion.
    METADATA(IDENTITY, OBJECT),
    MODALITIES(SHAPES_ANSWER, ARRAY),
    MODEL(SHAPES_ANSWER, STRING),
    // A moderated request may be refused where another is answered.
    MODERATION(SHAPES_ANSWER, OBJECT),
    N(SHAPES_ANSWER, INTEGER),
    PARALLEL_TOOL_CALLS(SHAPES_ANSWER, BOOLEAN),
    // Meant to change speed only, but counted in the usage, which is part of the answer.
    PREDICTION(SHAPES_ANSWER, OBJECT),
    PRESENCE_PENALTY(SHAPES_ANSWER, NUMBER),
    // These three steer the provider's cache of prompt prefixes: price and speed, not text.
    PROMPT_CACHE_KEY(TRANSPORT, STRING),
    PROMPT_CACHE_OPTIONS(TRANSPORT, OBJECT),
    PROMPT_CACHE_RETENTION(TRANSPORT, STRING),
    REASONING_EFFORT(SHAPES_ANSWER, STRING),
    RESPONSE_FORMAT(SHAPES_ANSWER, OBJECT),
    // A stable hash of the end user, for the provider's abuse detection.
    SAFETY_IDENTIFIER(IDENTITY, STRING),
    SEED(SHAPES_ANSWER, INTEGER),
    // The answer names the tier that served it.
    SERVICE_TIER(SHAPES_ANSWER, STRING),
    STOP(SHAPES_ANSWER, STRING, ARRAY),
    // Asks for an effect at the provider, which an answer to a request without it never had.
    STORE(SHAPES_ANSWER, BOOLEAN),
    // One recorded answer serves streaming and whole replies alike.
    STREAM(TRANSPORT, BOOLEAN),
    // Adds a usage chunk or padding; the gateway adds and removes them itself.
    STREAM_OPTIONS(TRANSPORT, OBJECT),
    TEMPERATURE(SHAPES_ANSWER, NUMBER),
    TOOL_CHOICE(SHAPES_ANSWER, STRING, OBJECT),
    TOOLS(SHAPES_ANSWER, ARRAY),
    TOP_LOGPROBS(SHAPES_ANSWER, INTEGER),
    TOP_P(SHAPES_ANSWER, NUMBER),
    // The older form of safety_identifier.
    USER(IDENTITY, STRING),
    VERBOSITY(SHAPES_ANSWER, STRING),
    WEB_SEARCH_OPTIONS(SHAPES_ANSWER, OBJECT);

    private final String jsonName = name().toLowerCase(Locale.ROOT);
    private final FieldRole role;
    private final Set<FieldType> types;

    ChatField(FieldRole role, FieldType type) {
        this.role = role;
        this.types = Set.of(type);
    }

    ChatField(FieldRole role, FieldType type, FieldType other) {
        this.role = role;
        this.types = Set.of(type, other);
    }

    /** The field's name in JSON. */
    String jsonName() {
        return jsonName;
    }

    FieldRole role() {
        return role;
    }

    Set<FieldType> types() {
        return types;
    }
}
