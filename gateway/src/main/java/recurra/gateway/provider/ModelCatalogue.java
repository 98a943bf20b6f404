package recurra.gateway.provider;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.gateway.error.GatewayException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The models that a provider says it has. Safe for threads.
 *
 * <p>What the provider says to everybody, or to the one key that is configured, is remembered, so
 * that a model it does not have is refused here. What it says to a client's own key is that
 * client's affair and is not remembered. Nothing known means that every model may exist.
 */
public final class ModelCatalogue {
    private static final Logger LOG = LoggerFactory.getLogger(ModelCatalogue.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 16 * 1024 * 1024;
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    /** A model that is missing from a list of this age may have been added since. */
    private static final Duration STALE = Duration.ofMinutes(1);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Provider provider;
    private final AtomicBoolean learning = new AtomicBoolean();
    private volatile Set<String> known = Set.of();
    private volatile long learnedNanos;

    public ModelCatalogue(Provider provider) {
        this.provider = provider;
    }

    /**
     * Whether the provider is known not to have the model. Where what is known is old, it is
     * learned anew in the background.
     */
    boolean lacks(String model) {
        Set<String> models = known;
        if (models.isEmpty() || models.contains(model)) {
            return false;
        }
        if (System.nanoTime() - learnedNanos > STALE.toNanos()) {
            learn();
        }
        return true;
    }

    /** Asks the provider in the background for its models, until it answers. */
    public void learn() {
        if (learning.compareAndSet(false, true)) {
            Thread.ofVirtual().name("models-of-" + provider.name()).start(this::learnUntilAnswered);
        }
    }

    private void learnUntilAnswered() {
        try {
            Duration pause = FIRST_PAUSE;
            while (!provider.isClosed() && !tryLearn()) {
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
                pause = pause.multipliedBy(2);
                pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            learning.set(false);
        }
    }

    /** Returns whether the provider answered, though it be with a refusal. */
    private boolean tryLearn() {
        try {
            ask(Map.of(), null);
            return true;
        } catch (GatewayException e) {
            LOG.atDebug()
                    .addKeyValue("provider", provider.name())
                    .addKeyValue("code", e.wireCode())
                    .log("The provider does not tell its models yet");
            return false;
        }
    }

    /**
     * Asks the provider for its models and remembers them, where they are the same for all.
     *
     * @param authorization the client's own; null for none
     * @return the models as the provider describes them; empty when it does not answer with a list
     */
    public Optional<List<ObjectNode>> fetch(
            Map<String, String> headers, @Nullable String authorization) {
        try {
            return ask(headers, authorization);
        } catch (GatewayException e) {
            LOG.atWarn()
                    .addKeyValue("provider", provider.name())
                    .addKeyValue("code", e.wireCode())
                    .log("The provider does not list its models");
            return Optional.empty();
        }
    }

    private Optional<List<ObjectNode>> ask(
            Map<String, String> headers, @Nullable String authorization) {
        try (UpstreamResponse response = provider.get("/models", headers, authorization, TIMEOUT)) {
            Optional<List<ObjectNode>> models =
                    response.isSuccess() ? parse(read(response.body())) : Optional.empty();
            if (authorization == null || provider.hasOwnKey()) {
                models.ifPresent(this::remember);
            }
            return models;
        }
    }

    private void remember(List<ObjectNode> models) {
        known =
                models.stream()
                        .map(model -> model.path("id").asString(""))
                        .collect(Collectors.toUnmodifiableSet());
        learnedNanos = System.nanoTime();
    }

    private static byte[] read(UpstreamBody body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] piece = body.next(); piece != null; piece = body.next()) {
            if (bytes.size() + piece.length > MAX_BYTES) {
                return new byte[0];
            }
            bytes.writeBytes(piece);
        }
        return bytes.toByteArray();
    }

    private static Optional<List<ObjectNode>> parse(byte[] body) {
        try {
            JsonNode data = JSON.readTree(body).path("data");
            if (!data.isArray()) {
                return Optional.empty();
            }
            return Optional.of(
                    data.valueStream()
                            .filter(model -> model.path("id").isString())
                            .map(ObjectNode.class::cast)
                            .toList());
        } catch (JacksonException e) {
            LOG.atWarn().log("A provider's list of models is not JSON");
            return Optional.empty();
        }
    }
}
