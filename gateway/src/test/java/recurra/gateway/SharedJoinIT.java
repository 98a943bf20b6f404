package recurra.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static recurra.gateway.Chats.header;
import static recurra.gateway.Chats.simulate;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import recurra.simulator.Simulator;
import recurra.simulator.SimulatorOptions;
import recurra.testing.TestRedis;
import tools.jackson.databind.json.JsonMapper;

/** Identical requests at several gateways share one call of the provider. */
class SharedJoinIT {
    private static final String STREAM = "\"stream\":true,";
    private static final String STREAM_USAGE =
            STREAM + "\"stream_options\":{\"include_usage\":true},";
    private static final String GATEWAYS = "recurra_flight_gateways %d.0";
    private static final String FLIGHTS = "recurra_flights 1.0";
    private static final String REDIS_AWAY = "redis-away";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private Path data;
    @TempDir private Path otherData;
    @TempDir private Path leaderData;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder().executor(threads).build();
    private final String key = Chats.newKey();
    private TestRedis redis;
    private Simulator simulator;
    private GatewayServer one;
    private GatewayServer other;

    @BeforeEach
    void start(TestInfo test) {
        // Where Redis is there, no lookup is to be given up because the machine is busy.
        String timeout = test.getTags().contains(REDIS_AWAY) ? "200ms" : "10s";
        redis = TestRedis.fresh();
        simulator = Simulator.start(SimulatorOptions.defaults());
        one = gateway(data, timeout);
        other = gateway(otherData, timeout);
        awaitMetric(one, GATEWAYS.formatted(2));
        awaitMetric(other, GATEWAYS.formatted(2));
    }

    private GatewayServer gateway(Path folder, String redisTimeout) {
        GatewayServer gateway = options(folder, redisTimeout).start();
        gateway.awaitPart("redis");
        return gateway;
    }

    private GatewayServer.Options options(Path folder, String redisTimeout) {
        return new GatewayServer.Options(folder)
                .with(simulator)
                .with(redis)
                .with("recurra.tenant-secret", "the same for all")
                .with("server.shutdown", "immediate")
                .with("recurra.redis.timeout", redisTimeout)
                .with("recurra.join.lease", "1s");
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
        simulator.close();
        redis.close();
        http.shutdownNow();
        threads.shutdownNow();
    }

    @Test
    void twoHundredClientsOfTwoGatewaysShareOneCall() {
        String stream = simulate("inter-token-millis=10; words=120", "two hundred", STREAM);
        String whole = simulate("inter-token-millis=10; words=120", "two hundred", "");

        List<CompletableFuture<HttpResponse<String>>> clients = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String body = i % 10 == 9 ? whole : stream;
            clients.add(asked(one, body));
            clients.add(asked(other, body));
        }

        Set<String> contents = new HashSet<>();
        Set<String> ids = new HashSet<>();
        for (CompletableFuture<HttpResponse<String>> client : clients) {
            HttpResponse<String> reply = client.join();
            assertThat(reply.statusCode()).isEqualTo(200);
            boolean streams = header(reply, "content-type").startsWith("text/event-stream");
            assertThat(streams).isEqualTo(reply.body().endsWith("data: [DONE]\n\n"));
            contents.add(streams ? Chats.streamedContent(reply) : Chats.content(reply));
            ids.add(id(reply.body()));
        }
        assertThat(simulator.stats().chatCalls()).isEqualTo(1);
        assertThat(contents).hasSize(1);
        assertThat(contents.iterator().next()).isNotEmpty();
        assertThat(ids).hasSize(clients.size());
        assertThat(clients)
                .filteredOn(client -> header(client.join(), "x-cache-match").equals("none"))
                .hasSize(1);
        assertThat(clients)
                .filteredOn(client -> header(client.join(), "x-cache-match").equals("joined"))
                .hasSizeGreaterThan(100);
    }

    @Test
    void whoHasSeenTheEndFindsTheAnswerAtEitherGateway() {
        String body = simulate("inter-token-millis=10; words=40", "either", STREAM);

        CompletableFuture<HttpResponse<String>> first = asked(one, body);
        awaitCalls(1);
        CompletableFuture<HttpResponse<String>> followed = asked(other, body);
        followed.join();

        assertThat(header(followed.join(), "x-cache-match")).isEqualTo("joined");
        assertThat(header(chat(other, body), "x-cache-match")).isEqualTo("exact");
        assertThat(header(first.join(), "x-cache-match")).isEqualTo("none");
        assertThat(simulator.stats().chatCalls()).isEqualTo(1);
    }

    @Test
    void aBodyAndAnErrorAreSharedToo() {
        String body = simulate("first-token-millis=600", "whole", "");
        CompletableFuture<HttpResponse<String>> first = asked(one, body);
        awaitCalls(1);
        HttpResponse<String> joined = chat(other, body);

        simulator.fail("error=503; first-token-millis=600", 1);
        String refused = Chats.ask("refused");
        CompletableFuture<HttpResponse<String>> failing = asked(one, refused);
        awaitCalls(2);
        HttpResponse<String> alsoFailing = chat(other, refused);

        assertThat(header(joined, "x-cache-match")).isEqualTo("joined");
        assertThat(Chats.content(joined)).isEqualTo(Chats.content(first.join()));
        assertThat(header(joined, "x-recurra-saved-usd"))
                .isEqualTo(header(first.join(), "x-recurra-cost-usd"));
        assertThat(failing.join().statusCode()).isEqualTo(503);
        assertThat(alsoFailing.statusCode()).isEqualTo(503);
        assertThat(alsoFailing.body()).isEqualTo(failing.join().body());
        assertThat(simulator.stats().chatCalls()).isEqualTo(2);
    }

    @Test
    void whoIsAloneSharesWithNobodyAndWithTheNextThatComes() throws Exception {
        other.close();
        awaitMetric(one, GATEWAYS.formatted(1));
        chat(one, Chats.ask("alone"));
        assertThat(metrics(one)).contains("recurra_flights_shared_total{event=\"alone\"} 1.0");

        try (GatewayServer next = gateway(leaderData, "10s")) {
            awaitMetric(one, GATEWAYS.formatted(2));
            String body = simulate("inter-token-millis=10; words=40", "no longer alone", STREAM);
            CompletableFuture<HttpResponse<String>> first = asked(one, body);
            awaitCalls(2);

            assertThat(header(chat(next, body), "x-cache-match")).isEqualTo("joined");
            assertThat(header(first.join(), "x-cache-match")).isEqualTo("none");
            assertThat(simulator.stats().chatCalls()).isEqualTo(2);
        }
    }

    @Test
    void whoAsksAgainAfterAnErrorDoesNotGetItASecondTime() {
        for (int i = 0; i < 20; i++) {
            String body = Chats.ask("again " + i);
            simulator.fail("error=500", 1);

            assertThat(chat(one, body).statusCode()).isEqualTo(500);
            assertThat(chat(one, body).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whenTheLeadingGatewayDiesTheOthersClientsGetOneWholeAnswer(boolean wholeFirst)
            throws Exception {
        String stream = simulate("inter-token-millis=25; words=120", "the leader dies", STREAM);
        String whole = simulate("inter-token-millis=25; words=120", "the leader dies", "");
        CompletableFuture<?> first = asked(one, stream).exceptionally(_ -> null);
        awaitCalls(1);
        Readers readers = new Readers();
        if (wholeFirst) {
            readers.begin(other, whole);
        }
        for (int i = 0; i < 20; i++) {
            readers.begin(streaming(other, stream));
        }
        readers.awaitStreams();
        if (!wholeFirst) {
            readers.begin(other, whole);
        }

        one.close();

        String content = readers.oneAnswer();
        HttpResponse<String> inOnePiece = readers.whole.getFirst().join();
        HttpResponse<String> again = chat(other, whole);
        assertThat(content).isEqualTo(Chats.content(again));
        assertThat(header(inOnePiece, "x-cache-match")).isEqualTo(wholeFirst ? "none" : "joined");
        assertThat(header(inOnePiece, wholeFirst ? "x-recurra-cost-usd" : "x-recurra-saved-usd"))
                .isEqualTo(header(again, "x-recurra-saved-usd"));
        assertThat(simulator.stats().chatCalls()).isEqualTo(2);
        assertThat(simulator.stats().streamsStarted()).isEqualTo(2);
        first.join();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whenTheLeadingGatewayIsKilledTheOthersClientsGetOneWholeAnswer(boolean wholeFirst)
            throws Exception {
        String stream =
                simulate("inter-token-millis=25; words=120", "the leader is killed", STREAM);
        String whole = simulate("inter-token-millis=25; words=120", "the leader is killed", "");
        Readers readers = new Readers();
        CompletableFuture<HttpResponse<String>> first;
        try (GatewayProcess leader =
                GatewayProcess.start(
                        options(leaderData, "10s"), leaderData.resolve("gateway.log"))) {
            first =
                    http.sendAsync(
                            HttpRequest.newBuilder(leader.uri("/v1/chat/completions"))
                                    .header("authorization", key)
                                    .POST(HttpRequest.BodyPublishers.ofString(stream))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            awaitCalls(1);
            if (wholeFirst) {
                readers.begin(one, whole);
                readers.begin(other, whole);
            }
            for (int i = 0; i < 20; i++) {
                readers.begin(streaming(i % 2 == 0 ? one : other, stream));
            }
            readers.awaitStreams();
            if (!wholeFirst) {
                readers.begin(one, whole);
                readers.begin(other, whole);
            }

            leader.kill();
        }

        String content = readers.oneAnswer();
        assertThat(first).failsWithin(PATIENCE);
        assertThat(simulator.stats().chatCalls()).isEqualTo(2);
        assertThat(simulator.stats().streamsStarted()).isEqualTo(2);
        assertThat(header(chat(one, whole), "x-cache-match")).isEqualTo("exact");
        assertThat(Chats.content(chat(one, whole))).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whenTheGatewayDiesThatFetchesABodyTheOthersClientsGetOneWholeAnswer(boolean wholeFirst)
            throws Exception {
        String stream = simulate("inter-token-millis=25; words=120", "a body's leader", STREAM);
        String whole = simulate("inter-token-millis=25; words=120", "a body's leader", "");
        CompletableFuture<?> first = asked(one, whole).exceptionally(_ -> null);
        awaitCalls(1);
        Readers readers = new Readers();
        if (wholeFirst) {
            readers.begin(other, whole);
            readers.begin(streaming(other, stream));
        } else {
            readers.begin(streaming(other, stream));
            awaitMetric(other, FLIGHTS);
            readers.begin(other, whole);
        }
        awaitMetric(other, "recurra_requests_in_hand 2.0");

        one.close();

        assertThat(readers.oneAnswer()).isEqualTo(Chats.content(chat(other, whole)));
        assertThat(simulator.stats().chatCalls()).isEqualTo(2);
        first.join();
    }

    @Test
    void aStreamGoesOnAlsoWithABody() throws Exception {
        String stream = simulate("inter-token-millis=25; words=80", "a body goes on", STREAM_USAGE);
        String whole = simulate("inter-token-millis=25; words=80", "a body goes on", "");
        other.close();
        awaitMetric(one, GATEWAYS.formatted(1));
        HttpServer neverStreaming = neverStreaming();
        try (GatewayServer next =
                options(leaderData, "10s")
                        .with(
                                "recurra.providers.default.base-url",
                                "http://127.0.0.1:" + neverStreaming.getAddress().getPort())
                        .with("recurra.providers.default.check-models", "false")
                        .with("recurra.join.keep-alive", "100ms")
                        .start()) {
            next.awaitPart("redis");
            awaitMetric(one, GATEWAYS.formatted(2));
            CompletableFuture<?> first = asked(one, stream).exceptionally(_ -> null);
            awaitCalls(1);
            Readers readers = new Readers();
            readers.begin(streaming(next, stream));
            readers.awaitStreams();

            one.close();

            assertThat(readers.oneAnswer()).isEqualTo(Chats.content(chat(next, whole)));
            String text = readers.streams.getFirst().text.join();
            assertThat(text).containsOnlyOnce("\"prompt_tokens\"");
            // While the body is made the stream is not silent.
            assertThat(text.split(": keep-alive", -1)).hasSizeGreaterThan(3);
            assertThat(simulator.stats().chatCalls()).isEqualTo(2);
            assertThat(simulator.stats().streamsStarted()).isEqualTo(1);
            first.join();
        } finally {
            neverStreaming.stop(0);
        }
    }

    /** A provider that gives the simulator's answers, and none of them as a stream. */
    private HttpServer neverStreaming() throws IOException {
        HttpServer provider = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        provider.setExecutor(threads);
        provider.createContext(
                "/chat/completions",
                exchange -> {
                    String asked =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    HttpRequest request =
                            HttpRequest.newBuilder(
                                            URI.create(simulator.baseUrl() + "/chat/completions"))
                                    .header("authorization", key)
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    asked.replace(STREAM, "")))
                                    .build();
                    try {
                        byte[] body =
                                http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
                        exchange.getResponseHeaders().set("content-type", "application/json");
                        exchange.sendResponseHeaders(200, body.length);
                        exchange.getResponseBody().write(body);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        exchange.close();
                    }
                });
        provider.start();
        return provider;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherAnswerIsNeverSplicedOn(boolean wholeFirst) throws Exception {
        String stream = Chats.ask("spliced", STREAM);
        String whole = Chats.ask("spliced");
        simulator.fail("inter-token-millis=25; words=120", 1);
        CompletableFuture<?> first = asked(one, stream).exceptionally(_ -> null);
        awaitCalls(1);
        Readers readers = new Readers();
        if (wholeFirst) {
            readers.begin(other, whole);
        }
        Streaming midway = streaming(other, stream);
        midway.begun.await();
        if (!wholeFirst) {
            readers.begin(other, whole);
        }

        one.close();

        assertThat(midway.text.join())
                .contains("\"code\":\"upstream_broken\"")
                .doesNotContain("[DONE]");
        HttpResponse<String> inOnePiece = readers.whole.getFirst().join();
        assertThat(inOnePiece.statusCode()).isEqualTo(200);
        assertThat(Chats.content(inOnePiece)).contains("spliced");
        assertThat(simulator.stats().chatCalls()).isEqualTo(2);
        first.join();
    }

    @Test
    void theAnswerIsFetchedForAnotherGatewayWhenNobodyHereWantsItAnyMore() throws Exception {
        String body = simulate("inter-token-millis=25; words=120", "only elsewhere", STREAM);
        Streaming leaving = streaming(one, body);
        leaving.begun.await();
        Streaming staying = streaming(other, body);
        staying.begun.await();

        leaving.leave();

        assertThat(staying.text.join()).contains("data: [DONE]").doesNotContain("\"error\"");
        assertThat(simulator.stats().chatCalls()).isEqualTo(1);
    }

    @Test
    @Tag(REDIS_AWAY)
    void withoutRedisEachGatewayJoinsForItself() {
        redis.freeze();
        try {
            String body = simulate("inter-token-millis=20; words=100", "redis is away", STREAM);

            List<CompletableFuture<HttpResponse<String>>> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                clients.add(asked(one, body));
                clients.add(asked(other, body));
            }

            Set<String> contents = new HashSet<>();
            for (CompletableFuture<HttpResponse<String>> client : clients) {
                assertThat(client.join().body()).endsWith("data: [DONE]\n\n");
                contents.add(Chats.streamedContent(client.join()));
            }
            assertThat(contents).hasSize(1);
            assertThat(simulator.stats().chatCalls()).isEqualTo(2);
        } finally {
            redis.thaw();
        }
    }

    @Test
    @Tag(REDIS_AWAY)
    void whenRedisGoesInTheMiddleEveryClientStillGetsOneWholeAnswer() throws Exception {
        String body = simulate("inter-token-millis=25; words=150", "redis goes", STREAM);
        Streaming leading = streaming(one, body);
        leading.begun.await();
        Streaming following = streaming(other, body);
        following.begun.await();

        redis.freeze();
        try {
            String content = Chats.streamedContent(leading.text.join());
            assertThat(leading.text.join()).contains("data: [DONE]").doesNotContain("\"error\"");
            assertThat(following.text.join()).contains("data: [DONE]").doesNotContain("\"error\"");
            assertThat(Chats.streamedContent(following.text.join())).isEqualTo(content);
        } finally {
            redis.thaw();
        }
        assertThat(simulator.stats().chatCalls()).isEqualTo(2);
    }

    /** Clients that wait for one answer, streamed and whole. */
    private final class Readers {
        private final List<Streaming> streams = new ArrayList<>();
        private final List<CompletableFuture<HttpResponse<String>>> whole = new ArrayList<>();

        void begin(Streaming stream) {
            streams.add(stream);
        }

        /** Returns when the answer is on its way for the client, or one that was there before. */
        void begin(GatewayServer at, String body) {
            whole.add(asked(at, body));
            awaitMetric(at, FLIGHTS);
        }

        void awaitStreams() throws InterruptedException {
            for (Streaming each : streams) {
                each.begun.await();
            }
        }

        /** What all of them have had, each to its end and once. */
        String oneAnswer() {
            Set<String> contents = new HashSet<>();
            for (Streaming each : streams) {
                String text = each.text.join();
                assertThat(text).containsOnlyOnce("data: [DONE]").doesNotContain("\"error\"");
                contents.add(Chats.streamedContent(text));
            }
            for (CompletableFuture<HttpResponse<String>> each : whole) {
                assertThat(each.join().statusCode()).isEqualTo(200);
                assertThat(header(each.join(), "content-type")).startsWith("application/json");
                contents.add(Chats.content(each.join()));
            }
            assertThat(contents).hasSize(1);
            return contents.iterator().next();
        }
    }

    /** A stream that is being read. */
    private final class Streaming {
        private final CountDownLatch begun = new CountDownLatch(3);
        private final CompletableFuture<String> text;
        private volatile BufferedReader lines;

        Streaming(GatewayServer at, String body) {
            text = CompletableFuture.supplyAsync(() -> read(at, body), threads);
        }

        private String read(GatewayServer at, String body) {
            StringBuilder read = new StringBuilder();
            try {
                lines =
                        new BufferedReader(
                                new InputStreamReader(
                                        http.send(
                                                        post(at, body),
                                                        HttpResponse.BodyHandlers.ofInputStream())
                                                .body(),
                                        StandardCharsets.UTF_8));
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    read.append(line).append('\n');
                    if (line.startsWith("data: {")) {
                        begun.countDown();
                    }
                }
            } catch (IOException e) {
                read.append("broken: ").append(e.getMessage());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return read.toString();
        }

        void leave() {
            try {
                lines.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Streaming streaming(GatewayServer at, String body) {
        return new Streaming(at, body);
    }

    private HttpRequest post(GatewayServer at, String body) {
        return at.request("/v1/chat/completions", "authorization", key)
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private CompletableFuture<HttpResponse<String>> asked(GatewayServer at, String body) {
        return CompletableFuture.supplyAsync(() -> chat(at, body), threads);
    }

    private HttpResponse<String> chat(GatewayServer at, String body) {
        try {
            return http.send(post(at, body), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitMetric(GatewayServer gateway, String line) {
        await().atMost(PATIENCE).until(() -> metrics(gateway).contains(line + '\n'));
    }

    private static String metrics(GatewayServer gateway) throws Exception {
        return gateway.get("/metrics").body();
    }

    private void awaitCalls(long calls) {
        await().until(() -> simulator.stats().chatCalls() >= calls);
    }

    private static String id(String body) {
        String json =
                body.startsWith("data: ")
                        ? body.lines().findFirst().orElseThrow().substring("data: ".length())
                        : body;
        return JsonMapper.shared().readTree(json).path("id").stringValue();
    }
}
