package recurra.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static recurra.gateway.Chats.ask;
import static recurra.gateway.Chats.header;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.events.AnswerMode;
import recurra.events.InteractionCompleted;
import recurra.events.RequestServed;
import recurra.events.ServedOutcome;
import recurra.matching.request.ChatRequest;
import recurra.matching.request.RequestLimits;
import recurra.schemas.EventCodec;
import recurra.schemas.Topics;
import recurra.schemas.UnreadableEventException;
import recurra.simulator.Simulator;
import recurra.simulator.SimulatorOptions;
import recurra.testing.TestKafka;
import recurra.testing.TestRedis;

/** What was answered becomes known in Kafka, sooner or later, and never on the client's time. */
class PublishIT {
    private static final Duration LONG = Duration.ofSeconds(40);

    @TempDir private Path data;
    private TestKafka kafka;
    private Simulator simulator;

    @BeforeEach
    void start() {
        kafka = TestKafka.fresh();
        simulator = Simulator.start(SimulatorOptions.defaults());
    }

    @AfterEach
    void stop() {
        simulator.close();
        kafka.close();
    }

    @Test
    void completedInteractionsAndServedRequests() throws Exception {
        String body = ask("What is an event?");
        String traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        try (GatewayServer gateway = gateway()) {
            gateway.chat(body, "traceparent", traceparent, "x-request-id", "r-1");
            gateway.chat(body);
            gateway.chat(body, "x-cache-store", "false", "x-cache-bypass", "true");
            gateway.chat("{}");
            await().atMost(LONG).until(() -> read(Topics.REQUESTS, 3).size() == 3);
        }

        List<SpecificRecord> interactions = read(Topics.INTERACTIONS, 1);
        List<SpecificRecord> served = read(Topics.REQUESTS, 3);

        ChatRequest request =
                ChatRequest.parse(body.getBytes(StandardCharsets.UTF_8), RequestLimits.DEFAULTS);
        InteractionCompleted interaction = (InteractionCompleted) interactions.getFirst();
        assertThat(interactions).hasSize(1);
        assertThat(interaction.getTenantId()).isEqualTo("local");
        assertThat(interaction.getTraceparent()).isEqualTo(traceparent);
        assertThat(interaction.getCanonicalRequest()).isEqualTo(request.canonical());
        assertThat(interaction.getExactKey()).isEqualTo(request.exactKey().hex());
        assertThat(interaction.getScopeKey()).isEqualTo(request.scopeKey().hex());
        assertThat(interaction.getMode()).isEqualTo(AnswerMode.JSON);
        assertThat(interaction.getProvider()).isEqualTo("default");
        assertThat(interaction.getUsage().getCompletionTokens()).isPositive();
        assertThat(interaction.getCostNanoUsd()).isPositive();
        assertThat(interaction.getExpiresAt()).isAfter(interaction.getOccurredAt());
        assertThat(interaction.getEventId().version()).isEqualTo(7);
        assertThat(served).hasSize(3);
        RequestServed miss = (RequestServed) served.get(0);
        RequestServed hit = (RequestServed) served.get(1);
        assertThat(miss.getOutcome()).isEqualTo(ServedOutcome.MISS);
        assertThat(miss.getRequestId()).isEqualTo("r-1");
        assertThat(miss.getSpentNanoUsd()).isEqualTo(interaction.getCostNanoUsd());
        assertThat(miss.getLatencyMicros()).isGreaterThanOrEqualTo(miss.getFirstByteMicros());
        assertThat(hit.getOutcome()).isEqualTo(ServedOutcome.EXACT);
        assertThat(hit.getEntryExactKey()).isEqualTo(interaction.getExactKey());
        assertThat(hit.getSavedNanoUsd()).isEqualTo(interaction.getCostNanoUsd());
        assertThat(hit.getSpentNanoUsd()).isZero();
    }

    @Test
    void eventsWaitOnDiskWhileKafkaIsAwayAndGoInOrderWhenItIsBack() throws Exception {
        try (GatewayServer gateway = gateway()) {
            gateway.chat(ask("before"));
            await().atMost(LONG).until(() -> read(Topics.INTERACTIONS, 1).size() == 1);
            kafka.stop();
            for (int i = 0; i < 20; i++) {
                HttpResponse<String> reply = gateway.chat(ask("away " + i));
                assertThat(reply.statusCode()).isEqualTo(200);
                assertThat(header(reply, "x-cache-degraded")).isEqualTo("absent");
            }
            await().atMost(LONG).until(() -> metric(gateway, "recurra_spool_bytes") > 0);

            kafka.start();
            await().atMost(LONG).until(() -> metric(gateway, "recurra_spool_bytes") == 0);
            gateway.chat(ask("after"));
        }

        List<SpecificRecord> interactions = read(Topics.INTERACTIONS, 22);

        assertThat(interactions).hasSize(22);
    }

    @Test
    void theDetourOverTheDiskEndsUnderSteadyTraffic() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        kafka.stop();
        try (GatewayServer gateway = gateway();
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            // So many that some event comes whenever the disk has just been emptied.
            for (int i = 0; i < 16; i++) {
                clients.submit(() -> {
                    while (!over.get()) {
                        asked.incrementAndGet();
                        gateway.chat(ask("steady"));
                    }
                });
            }
            try {
                await().atMost(LONG).until(() -> metric(gateway, "recurra_spool_bytes") > 0);
                kafka.start();

                await().atMost(LONG).until(() -> metric(gateway, "recurra_spool_bytes") == 0);
                int then = asked.get();
                await().during(Duration.ofSeconds(1))
                        .atMost(LONG)
                        .until(() -> metric(gateway, "recurra_spool_bytes") == 0);
                assertThat(asked.get()).isGreaterThan(then);
            } finally {
                over.set(true);
            }
        }

        assertThat(read(Topics.REQUESTS, asked.get())).hasSize(asked.get());
    }

    @Test
    void whatIsOnDiskIsPublishedAtTheNextStart() throws Exception {
        kafka.stop();
        try (GatewayServer gateway = gateway()) {
            for (int i = 0; i < 5; i++) {
                gateway.chat(ask("kept " + i));
            }
        }
        kafka.start();

        try (GatewayServer gateway = gateway()) {
            await().atMost(LONG).until(() -> metric(gateway, "recurra_spool_bytes") == 0);
        }

        assertThat(read(Topics.INTERACTIONS, 5)).hasSize(5);
        assertThat(read(Topics.REQUESTS, 5)).hasSize(5);
    }

    private GatewayServer gateway() {
        return new GatewayServer.Options(data)
                .with(simulator)
                .with(kafka)
                .with(TestRedis.shared())
                .with("recurra.publish.delivery-timeout", "2s")
                .start();
    }

    private static double metric(GatewayServer gateway, String name) {
        return gateway.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    /**
     * What the topic holds: at least so many events, and what else comes within a moment. An event
     * may come twice, and counts once, as for every consumer.
     */
    private List<SpecificRecord> read(String topic, int atLeast) throws UnreadableEventException {
        Map<Object, SpecificRecord> events = new LinkedHashMap<>();
        try (EventCodec codec = EventCodec.classpath();
                KafkaConsumer<String, byte[]> consumer =
                        new KafkaConsumer<>(
                                Map.of(
                                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                        kafka.bootstrapServers(),
                                        ConsumerConfig.GROUP_ID_CONFIG,
                                        UUID.randomUUID().toString(),
                                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                        "earliest"),
                                new StringDeserializer(),
                                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            long endNanos = System.nanoTime() + LONG.toNanos();
            boolean more = true;
            while (System.nanoTime() < endNanos && (events.size() < atLeast || more)) {
                more = false;
                for (ConsumerRecord<String, byte[]> event : consumer.poll(Duration.ofMillis(500))) {
                    more = true;
                    SpecificRecord decoded = codec.decode(topic, event.value());
                    events.putIfAbsent(
                            decoded.get(decoded.getSchema().getField("eventId").pos()), decoded);
                }
            }
        }
        return List.copyOf(events.values());
    }
}
