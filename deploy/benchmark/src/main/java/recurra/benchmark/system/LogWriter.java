package recurra.benchmark.system;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import recurra.benchmark.process.ProgramException;
import recurra.events.AnswerMode;
import recurra.events.FingerprintComputed;
import recurra.events.InteractionCompleted;
import recurra.events.ProviderEvent;
import recurra.events.TokenUsage;
import recurra.matching.request.ChatRequest;
import recurra.matching.request.InvalidRequestException;
import recurra.matching.request.RequestLimits;
import recurra.matching.template.SimHash;
import recurra.schemas.EventCodec;
import recurra.schemas.TopicProvisioner;
import recurra.schemas.TopicSettings;
import recurra.schemas.Topics;

/**
 * Puts interactions into the log as a gateway does, and fingerprints as the embedder does, without
 * either having to do the work.
 */
public final class LogWriter implements AutoCloseable {
    private static final String MODEL = "gpt-4o-mini";
    private static final Duration KEPT = Duration.ofDays(30);

    /** How far the vectors of made-up entries lie from the text's that they are made of. */
    private static final double NOISE = 0.02;

    private final KafkaProducer<byte[], byte[]> producer;
    private final EventCodec codec = EventCodec.classpath();
    private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();
    private final SplittableRandom random = new SplittableRandom(1);
    private final String bootstrap;

    public LogWriter(String bootstrap) {
        this.bootstrap = bootstrap;
        producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrap,
                                ProducerConfig.LINGER_MS_CONFIG,
                                20,
                                ProducerConfig.BATCH_SIZE_CONFIG,
                                256 * 1024),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    /** Makes the topics that are missing. */
    public LogWriter withTopics() {
        try (Admin admin =
                Admin.create(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
            TopicProvisioner.ensure(admin, TopicSettings.DEFAULTS);
            return this;
        } catch (ExecutionException | TimeoutException e) {
            throw new ProgramException("Kafka's topics cannot be made: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramException("Interrupted while topics were made", e);
        }
    }

    /** Writes interactions for somebody else to make fingerprints of. */
    public void interactions(long from, long to, LongFunction<String> questions) {
        for (long number = from; number < to; number++) {
            write(interaction(questions.apply(number)));
        }
        producer.flush();
    }

    /** Writes interactions with the fingerprints that the embedder makes of them. */
    public void entries(Service embedder, List<String> questions) {
        Fingerprints fingerprints = Fingerprints.of(embedder, questions);
        for (int i = 0; i < questions.size(); i++) {
            InteractionCompleted interaction = interaction(questions.get(i));
            Fingerprints.Item item = fingerprints.items().get(i);
            write(interaction);
            write(fingerprint(interaction, questions.get(i), fingerprints, item.vector(), item));
        }
        producer.flush();
    }

    /**
     * Writes interactions with made-up fingerprints: vectors in the neighbourhood of real ones, the
     * features of the text whose vector it is. It is as much to store and to search as the real
     * ones are.
     *
     * @param samples questions of which the embedder makes fingerprints
     */
    public void madeUpEntries(
            Service embedder,
            List<String> samples,
            long from,
            long to,
            LongFunction<String> questions) {
        Fingerprints fingerprints = Fingerprints.of(embedder, samples);
        for (long number = from; number < to; number++) {
            InteractionCompleted interaction = interaction(questions.apply(number));
            Fingerprints.Item like =
                    fingerprints.items().get((int) (number % fingerprints.items().size()));
            write(interaction);
            write(
                    fingerprint(
                            interaction,
                            questions.apply(number),
                            fingerprints,
                            near(like.vector()),
                            like));
        }
        producer.flush();
    }

    private InteractionCompleted interaction(String question) {
        ChatRequest request = request(question);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return InteractionCompleted.newBuilder()
                .setEventId(ids.generate())
                .setOccurredAt(now)
                .setTenantId(Stack.TENANT)
                .setTraceparent(null)
                .setExactKey(request.exactKey().hex())
                .setScopeKey(request.scopeKey().hex())
                .setCanonicalRequest(request.canonical())
                .setMode(AnswerMode.JSON)
                .setEvents(List.of(new ProviderEvent(1_000L, answer(question))))
                .setModel(MODEL)
                .setAnsweredModel(MODEL)
                .setProvider("default")
                .setUsage(new TokenUsage(20L, 20L, 0L))
                .setCostNanoUsd(15_000L)
                .setLatencyMicros(1_000L)
                .setFirstTokenMicros(1_000L)
                .setExpiresAt(now.plus(KEPT))
                .build();
    }

    private static String answer(String question) {
        return """
        {"id":"chatcmpl-1","object":"chat.completion","created":1767225600,"model":"%s","choices":[{"index":0,"message":{"role":"assistant","content":"This is the answer to: %s"},"finish_reason":"stop"}],"usage":{"prompt_tokens":20,"completion_tokens":20,"total_tokens":40}}\
        """
                .formatted(MODEL, question);
    }

    private static ChatRequest request(String question) {
        try {
            return ChatRequest.parse(
                    Chat.body(MODEL, question, false, "").getBytes(StandardCharsets.UTF_8),
                    RequestLimits.DEFAULTS);
        } catch (InvalidRequestException e) {
            throw new IllegalStateException("The benchmark's own request is not valid", e);
        }
    }

    private static FingerprintComputed fingerprint(
            InteractionCompleted interaction,
            String question,
            Fingerprints fingerprints,
            float[] vector,
            Fingerprints.Item item) {
        List<Float> embedding = new ArrayList<>(vector.length);
        for (float value : vector) {
            embedding.add(value);
        }
        String name = interaction.getEventId() + "/" + fingerprints.embeddingModel();
        return FingerprintComputed.newBuilder()
                .setEventId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)))
                .setOccurredAt(interaction.getOccurredAt())
                .setTenantId(interaction.getTenantId())
                .setTraceparent(null)
                .setExactKey(interaction.getExactKey())
                .setScopeKey(interaction.getScopeKey())
                .setInteractionId(interaction.getEventId())
                .setInteractionAt(interaction.getOccurredAt())
                .setModel(interaction.getModel())
                .setSimHash(SimHash.of(question))
                .setEmbeddingModel(fingerprints.embeddingModel())
                .setEmbeddingVersion(fingerprints.embeddingVersion())
                .setEmbedding(embedding)
                .setFeaturesVersion(fingerprints.featuresVersion())
                .setFeatures(item.features())
                .build();
    }

    private float[] near(float[] vector) {
        float[] near = new float[vector.length];
        double squares = 0;
        for (int i = 0; i < vector.length; i++) {
            near[i] = (float) (vector[i] + NOISE * random.nextGaussian());
            squares += (double) near[i] * near[i];
        }
        double length = Math.sqrt(squares);
        for (int i = 0; i < near.length; i++) {
            near[i] = (float) (near[i] / length);
        }
        return near;
    }

    private void write(InteractionCompleted event) {
        send(Topics.INTERACTIONS, event.getExactKey(), event);
    }

    private void write(FingerprintComputed event) {
        send(Topics.FINGERPRINTS, event.getExactKey(), event);
    }

    private void send(String topic, String exactKey, SpecificRecord event) {
        byte[] key = Topics.key(Stack.TENANT, exactKey).getBytes(StandardCharsets.UTF_8);
        producer.send(
                new ProducerRecord<>(topic, key, codec.encode(topic, event)),
                (_, failure) -> {
                    if (failure != null) {
                        // Whoever waits for the entries notices that they do not come.
                        System.err.println("Kafka took no event: " + failure);
                    }
                });
    }

    @Override
    public void close() {
        producer.close();
        codec.close();
    }
}
