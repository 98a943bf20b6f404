package recurra.matching.request;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import recurra.matching.ExactKey;
import recurra.matching.NormalizedKey;
import recurra.matching.ScopeKey;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A chat request with everything the client sent in it, known fields and unknown ones, and the keys
 * that follow. Immutable.
 *
 * <p>Nothing is folded in the exact key: white space in a prompt can be Python, and an absent
 * temperature is not the temperature 1. The question, where there is one, is the text of the last
 * message; everything else that shapes the answer is the scope, which is never compared by
 * similarity.
 *
 * <p>Where slots are declared volatile, their values stay in the exact key and in {@link
 * #question}, and go from what is compared. The declaration is part of the scope, since an entry
 * without a value must not be compared with one that has it, nor one that only a loose route may
 * compare with a strict route's question.
 */
public final class ChatRequest {
    /**
     * Of the way {@link #normalizedKey} is made; a change makes old keys miss instead of mislead.
     */
    private static final String NORMALIZED_VERSION = "normalized/3";

    private static final String ROLE = "role";
    private static final String CONTENT = "content";
    private static final String TEXT = "text";

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

    private final byte[] body;
    private final ObjectNode tree;
    private final String model;
    private final ExactKey exactKey;
    private final Declaration declaration;

    /**
     * Computed when first asked for, since an exact hit needs none; computed twice, it is equal.
     */
    private volatile @Nullable Scope scope;

    /** The same; a miss asks twice. */
    private volatile @Nullable Optional<NormalizedKey> normalizedKey;

    private ChatRequest(byte[] body, ObjectNode tree) {
        this.body = body;
        this.tree = tree;
        model = tree.path(ChatField.MODEL.jsonName()).asString();
        exactKey = new ExactKey(CanonicalJson.hash(shaping(tree), body.length));
        declaration = Declaration.NONE;
    }

    private ChatRequest(ChatRequest request, Declaration declaration) {
        body = request.body;
        tree = request.tree;
        model = request.model;
        exactKey = request.exactKey;
        this.declaration = declaration;
    }

    /**
     * Reads a client's request. Checks the structure that Recurra relies on and the types of the
     * fields it knows; whether a value makes sense is the provider's to say.
     *
     * @param body UTF-8; not copied, so not to be changed afterwards
     */
    public static ChatRequest parse(byte[] body, RequestLimits limits)
            throws InvalidRequestException {
        if (body.length > limits.maxBytes()) {
            throw InvalidRequestException.tooLarge(body.length, limits.maxBytes());
        }
        JsonNode root = StrictJson.read(body, limits.maxDepth());
        return new ChatRequest(body, RequestCheck.check(root, limits));
    }

    /**
     * The request of which only {@link #canonical} was kept. Its body is the canonical form, so it
     * neither streams nor names a user.
     */
    public static ChatRequest ofCanonical(String canonicalRequest) {
        try {
            JsonNode root = StrictJson.read(canonicalRequest, RequestLimits.DEEPEST);
            if (!(root instanceof ObjectNode tree)) {
                throw new IllegalArgumentException("A canonical request is a JSON object");
            }
            return new ChatRequest(canonicalRequest.getBytes(StandardCharsets.UTF_8), tree);
        } catch (InvalidRequestException e) {
            throw new IllegalArgumentException("Not a canonical request", e);
        }
    }

    /** The same request, of which this is declared and nothing else. */
    public ChatRequest with(Declaration declared) {
        return declaration.equals(declared) ? this : new ChatRequest(this, declared);
    }

    /** The same request, for a stream; where it was for none, its body is written anew. */
    public ChatRequest streaming() {
        if (stream()) {
            return this;
        }
        ObjectNode streaming = tree();
        streaming.put(ChatField.STREAM.jsonName(), true);
        return new ChatRequest(JSON.writeValueAsBytes(streaming), streaming).with(declaration);
    }

    /** What the route declares of the question. */
    public Declaration declaration() {
        return declaration;
    }

    /** The request as the client sent it, byte for byte; shared, not to be changed. */
    public byte[] body() {
        return body;
    }

    /** A copy of the request to change at will. Numbers have all their digits. */
    public ObjectNode tree() {
        return tree.deepCopy();
    }

    public String model() {
        return model;
    }

    /** Whether the client wants server-sent events. */
    public boolean stream() {
        return tree.path(ChatField.STREAM.jsonName()).asBoolean(false);
    }

    /** Whether the client wants a last chunk with the usage. */
    public boolean includeUsage() {
        return tree.path(ChatField.STREAM_OPTIONS.jsonName())
                .path(RequestCheck.INCLUDE_USAGE)
                .asBoolean(false);
    }

    /** What shapes the answer, and nothing else, in canonical JSON; written anew each time. */
    public String canonical() {
        return CanonicalJson.write(shaping(tree));
    }

    /** Names {@link #canonical}. */
    public ExactKey exactKey() {
        return exactKey;
    }

    /** Names everything that shapes the answer but the model and the question. */
    public ScopeKey scopeKey() {
        return scope().key();
    }

    /**
     * The text that the user asked last: the content of the last message, or its only text part.
     * Empty when the last message is not a user's, has no text, or has it in several parts, whose
     * bounds would be lost.
     */
    public Optional<String> question() {
        return Optional.ofNullable(scope().question());
    }

    /**
     * The question as it is compared with others: without the values of volatile slots. Empty where
     * there is no question, or slots are declared and it cannot be masked.
     */
    public Optional<String> compared() {
        return question().flatMap(declaration.volatileSlots()::mask);
    }

    /** Whether the question has a volatile slot. */
    public boolean hasVolatileValues() {
        return !volatileValues().isEmpty();
    }

    /** Whether the text has the value of a volatile slot of the question in it, in any case. */
    public boolean isRepeatedBy(String text) {
        String folded = text.toLowerCase(Locale.ROOT);
        return volatileValues().stream()
                .anyMatch(value -> folded.contains(value.toLowerCase(Locale.ROOT)));
    }

    private List<String> volatileValues() {
        return question().map(declaration.volatileSlots()::values).orElse(List.of());
    }

    /** Names the compared question without its spelling; only where it is prose. */
    public Optional<NormalizedKey> normalizedKey() {
        Optional<NormalizedKey> known = normalizedKey;
        if (known == null) {
            known = compared().flatMap(NormalizedText::of).map(this::keyOf);
            normalizedKey = known;
        }
        return known;
    }

    private NormalizedKey keyOf(NormalizedText normalized) {
        ArrayNode parts =
                JsonNodeFactory.instance
                        .arrayNode()
                        .add(NORMALIZED_VERSION)
                        .add(scopeKey().hex())
                        .add(model)
                        .add(normalized.folded());
        return new NormalizedKey(
                CanonicalJson.hash(parts, normalized.folded().length() + 256), normalized.marks());
    }

    /** The model's name without its release date; see {@link ModelFamily}. */
    public static String modelFamily(String model) {
        return ModelFamily.of(model);
    }

    private Scope scope() {
        Scope known = scope;
        if (known == null) {
            ObjectNode rest = shaping(tree).deepCopy();
            String question = takeQuestion(rest);
            rest.remove(ChatField.MODEL.jsonName());
            ScopeKey key = new ScopeKey(CanonicalJson.hash(rest, body.length));
            known = new Scope(declared(key), question);
            scope = known;
        }
        return known;
    }

    private ScopeKey declared(ScopeKey undeclared) {
        if (declaration.equals(Declaration.NONE)) {
            return undeclared;
        }
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        declaration.inScope().forEach(parts::add);
        parts.add(undeclared.hex());
        return new ScopeKey(CanonicalJson.hash(parts, 256));
    }

    /** What shapes the answer; shares its members with the tree. */
    private static ObjectNode shaping(ObjectNode tree) {
        ObjectNode shaping = JsonNodeFactory.instance.objectNode();
        tree.forEachEntry((name, value) -> {
            switch (ChatFields.roleOf(name)) {
                case SHAPES_ANSWER -> shaping.set(name, value);
                case TRANSPORT, IDENTITY -> {}
            }
        });
        return shaping;
    }

    /**
     * Takes the question out of the request and returns it. Its member disappears, so no text that
     * a client can send looks like the place where it stood.
     */
    private static @Nullable String takeQuestion(ObjectNode shaping) {
        JsonNode messages = shaping.path(ChatField.MESSAGES.jsonName());
        if (!(messages.path(messages.size() - 1) instanceof ObjectNode last)
                || !"user".equals(last.path(ROLE).asString(""))) {
            return null;
        }
        JsonNode content = last.path(CONTENT);
        if (content.isString()) {
            return take(last, CONTENT);
        }
        if (!content.isArray()) {
            return null;
        }
        ObjectNode onlyText = null;
        for (JsonNode part : content) {
            if (part instanceof ObjectNode text && TEXT.equals(part.path("type").asString(""))) {
                if (onlyText != null) {
                    return null;
                }
                onlyText = text;
            }
        }
        return onlyText == null ? null : take(onlyText, TEXT);
    }

    private static @Nullable String take(ObjectNode holder, String member) {
        JsonNode text = holder.path(member);
        if (!text.isString() || text.stringValue().isBlank()) {
            return null;
        }
        holder.remove(member);
        return text.stringValue();
    }

    /** Without content: no prompt reaches a log. */
    @Override
    public String toString() {
        return "ChatRequest[model="
                + model
                + ", bytes="
                + body.length
                + ", stream="
                + stream()
                + ", exactKey="
                + exactKey
                + "]";
    }

    private record Scope(ScopeKey key, @Nullable String question) {}
}
