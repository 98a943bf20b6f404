package recurra.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import recurra.embedded.DatabaseLogin;
import recurra.embedded.Ports;
import recurra.embedder.EmbedderApplication;
import recurra.simulator.Simulator;
import recurra.simulator.SimulatorOptions;
import recurra.standalone.SteadyLoad.Exchange;
import recurra.standalone.SteadyLoad.Kind;
import recurra.testing.TestKafka;
import recurra.testing.TestPostgres;
import recurra.testing.TestRedis;

/**
 * Parts are taken away under load, one at a time: no client sees an error or waits for long, each
 * response says what it had to do without, and afterwards nothing is missing and nothing is twice.
 */
class PartsAwayIT {
    private static final Duration CATCH_UP = Duration.ofSeconds(60);

    /** Questions that were asked before anything is taken away. */
    private static final List<Question> KNOWN = Question.range(0, 20);

    private static final int REQUESTS_BEFORE = 10;
    private static final int REQUESTS_WITHOUT = 80;
    private static final int REQUESTS_AFTER = 10;

    /** All requests that were answered, those of the load and those that only looked. */
    private static final List<Reply> REPLIES = new ArrayList<>();

    private static final Map<Question, String> ANSWERS = new HashMap<>();
    private static int asked = KNOWN.size();

    @TempDir private static Path data;
    private static Simulator simulator;
    private static TestKafka kafka;
    private static TestRedis redis;
    private static TestPostgres postgres;
    private static Map<String, Object> embedderSettings;
    private static ConfigurableApplicationContext embedder;
    private static Rows rows;
    private static RunningRecurra recurra;
    private static RunningRecurra.Client client;

    @BeforeAll
    static void start() {
        simulator = Simulator.start(SimulatorOptions.defaults());
        kafka = TestKafka.fresh();
        redis = TestRedis.fresh();
        postgres = TestPostgres.fresh();
        DatabaseLogin database = postgres.createDatabase();
        rows = new Rows(database);
        // The embedder runs apart, so that it can be taken away.
        int embedderPort = Ports.free();
        embedderSettings =
                Map.of(
                        "RECURRA_DATA", data.toString(),
                        "RECURRA_EMBEDDER_PORT", embedderPort,
                        "RECURRA_KAFKA_BOOTSTRAP", kafka.bootstrapServers());
        embedder = startEmbedder();
        recurra =
                new RunningRecurra.Options(data, "acme")
                        .with(simulator)
                        .with(kafka)
                        .with(redis)
                        .with(database)
                        .with("RECURRA_EMBEDDER_URL", "http://127.0.0.1:" + embedderPort)
                        // So that a slow machine is not taken for a part that is away.
                        .with("RECURRA_REDIS_TIMEOUT", "1s")
                        .with("RECURRA_POSTGRES_TIMEOUT", "1s")
                        .with("RECURRA_TEMPLATE_BUDGET", "2s")
                        .start();
        client = recurra.client("acme");
        KNOWN.forEach(question -> {
            Reply reply = noted(client.ask(question.text()));
            ANSWERS.put(question, reply.content());
        });
    }

    @AfterAll
    static void stop() {
        recurra.close();
        embedder.close();
        postgres.close();
        redis.close();
        kafka.close();
        simulator.close();
    }

    /** Everything works, so that what happens next follows from what is taken away. */
    @BeforeEach
    void awaitHealth() {
        await().atMost(CATCH_UP).until(() -> rows.vectors().size(), vectors -> vectors == asked);
        await().atMost(CATCH_UP)
                .untilAsserted(() -> {
                    Question question = KNOWN.getFirst();
                    assertServed("exact", "", noted(client.probe(question.text())));
                    assertServed("template", "", noted(client.probe(question.reworded())));
                });
    }

    /** What was asked while a part was away is known now, once, and each request is counted. */
    @AfterEach
    void nothingIsMissingOrTwice() {
        List<Question> questions = Question.range(0, asked);
        await().atMost(CATCH_UP)
                .untilAsserted(() ->
                        assertThat(rows.questions())
                                .containsExactlyInAnyOrderElementsOf(
                                        questions.stream().map(Question::text).toList()));
        await().atMost(CATCH_UP)
                .untilAsserted(() -> {
                    Reply reply = noted(client.probe(questions.getLast().text()));
                    assertServed("exact", "", reply);
                });
        assertThat(questions)
                .allSatisfy(question ->
                        assertServed("exact", "", noted(client.probe(question.text()))));
        await().atMost(CATCH_UP)
                .untilAsserted(() -> assertThat(rows.servedRequests()).isEqualTo(REPLIES.size()));
    }

    @Test
    void redisStopped() {
        assertRedisIsNotMissed(without(redis::stop, redis::start));
    }

    @Test
    void redisFrozen() {
        assertRedisIsNotMissed(without(redis::freeze, redis::thaw));
    }

    @Test
    void postgresStopped() {
        assertTemplateTierIsSkipped("postgres", without(postgres::stop, postgres::start));
    }

    @Test
    void postgresFrozen() {
        assertTemplateTierIsSkipped("postgres", without(postgres::freeze, postgres::thaw));
    }

    @Test
    void embedderStopped() {
        assertTemplateTierIsSkipped(
                "embedder", without(embedder::close, () -> embedder = startEmbedder()));
    }

    @Test
    void embedderHung() {
        List<ServerSocket> silent = new ArrayList<>();
        assertTemplateTierIsSkipped(
                "embedder",
                without(
                        () -> {
                            embedder.close();
                            silent.add(acceptAndSayNothing());
                        },
                        () -> {
                            close(silent.getFirst());
                            embedder = startEmbedder();
                        }));
    }

    @Test
    void kafkaStopped() {
        List<Exchange> exchanges =
                without(
                        kafka::stop,
                        () -> {
                            await().atMost(CATCH_UP).until(() -> spooledBytes() > 0);
                            kafka.start();
                        });

        assertThat(exchanges).extracting(exchange -> exchange.reply().degraded()).containsOnly("");
        assertThat(of(Kind.REPEATED, exchanges))
                .extracting(exchange -> exchange.reply().match())
                .containsOnly("exact");
        assertThat(of(Kind.REWORDED, exchanges))
                .extracting(exchange -> exchange.reply().match())
                .containsOnly("template");
        await().atMost(CATCH_UP).until(() -> spooledBytes() == 0);
    }

    private static void assertRedisIsNotMissed(List<Exchange> exchanges) {
        // What the gateway keeps near is served until it has not heard from Redis for a moment.
        assertThat(exchanges)
                .filteredOn(exchange -> exchange.kind() != Kind.REPEATED)
                .allSatisfy(exchange -> assertThat(exchange.reply().degraded()).contains("redis_"));
        assertThat(of(Kind.REPEATED, exchanges))
                .anySatisfy(exchange -> assertThat(exchange.reply().degraded()).contains("redis_"));
        // Postgres has the same answers.
        assertThat(of(Kind.REPEATED, exchanges))
                .extracting(exchange -> exchange.reply().match())
                .containsOnly("exact");
        assertThat(of(Kind.REWORDED, exchanges))
                .extracting(exchange -> exchange.reply().match())
                .containsOnly("template");
    }

    private static void assertTemplateTierIsSkipped(String part, List<Exchange> exchanges) {
        assertThat(of(Kind.REPEATED, exchanges))
                .allSatisfy(exchange -> assertServed("exact", "", exchange.reply()));
        assertThat(exchanges)
                .filteredOn(exchange -> exchange.kind() != Kind.REPEATED)
                .allSatisfy(exchange -> {
                    assertThat(exchange.reply().match()).isEqualTo("none");
                    assertThat(exchange.reply().degraded()).startsWith(part + "_");
                });
    }

    private static void assertServed(String match, String degraded, Reply reply) {
        assertThat(reply.match()).as("%s", reply).isEqualTo(match);
        assertThat(reply.degraded()).isEqualTo(degraded);
    }

    /**
     * Takes a part away under load, and brings it back.
     *
     * @return what was asked and answered while it was away
     */
    private static List<Exchange> without(Runnable takeAway, Runnable bringBack) {
        int first = asked;
        try (SteadyLoad load = new SteadyLoad(number -> exchange(number, first))) {
            load.next(REQUESTS_BEFORE);
            takeAway.run();
            List<Exchange> without;
            try {
                without = load.next(REQUESTS_WITHOUT);
            } finally {
                bringBack.run();
            }
            load.next(REQUESTS_AFTER);
            List<Exchange> all = load.end();
            asked += of(Kind.NEW, all).size();
            assertThat(all)
                    .allSatisfy(exchange -> {
                        noted(exchange.reply());
                        assertThat(exchange.reply().status()).isEqualTo(200);
                        assertThat(exchange.reply().content()).matches(isAnswerTo(exchange));
                    });
            return without;
        }
    }

    /** Two in four requests repeat what was asked, one rewords it, one is new. */
    private static Exchange exchange(int number, int firstNew) {
        Question known = KNOWN.get(number % KNOWN.size());
        return switch (number % 4) {
            case 0 -> {
                Question question = Question.range(0, Question.ALL).get(firstNew + number / 4);
                yield new Exchange(Kind.NEW, question, client.ask(question.text()));
            }
            case 1 -> new Exchange(Kind.REWORDED, known, client.probe(known.reworded()));
            case 2 -> new Exchange(Kind.REPEATED, known, client.ask(known.text()));
            default -> new Exchange(Kind.REPEATED, known, client.stream(known.text()));
        };
    }

    private static Predicate<String> isAnswerTo(Exchange exchange) {
        return switch (exchange.kind()) {
            case REPEATED -> content -> content.equals(ANSWERS.get(exchange.question()));
            case NEW -> content -> content.contains(exchange.question().text());
            case REWORDED ->
                    content ->
                            content.equals(ANSWERS.get(exchange.question()))
                                    || content.contains(exchange.question().reworded());
        };
    }

    private static List<Exchange> of(Kind kind, List<Exchange> exchanges) {
        return exchanges.stream().filter(exchange -> exchange.kind() == kind).toList();
    }

    private static Reply noted(Reply reply) {
        REPLIES.add(reply);
        return reply;
    }

    private static ConfigurableApplicationContext startEmbedder() {
        return EmbedderApplication.builder().properties(embedderSettings).run();
    }

    /** A server in the embedder's place that takes connections and never answers. */
    private static ServerSocket acceptAndSayNothing() {
        try {
            int port = (Integer) embedderSettings.get("RECURRA_EMBEDDER_PORT");
            return new ServerSocket(port, 1_000, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long spooledBytes() {
        try (Stream<Path> files = Files.walk(data.resolve("spool"))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
