package recurra.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static recurra.gateway.Chats.header;
import static recurra.gateway.Chats.simulate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
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
import recurra.simulator.Simulator;
import recurra.simulator.SimulatorOptions;
import recurra.testing.TestRedis;
import tools.jackson.databind.json.JsonMapper;

/** Identical requests at several gateways share one call of the provider. */
class SharedJoinIT {
    private static final String STREAM = "\"stream\":true,";
    private static final String GATEWAYS = "recurra_flight_gateways %d.0";
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
        awaitGateways(one, 2);
        awaitGateways(other, 2);
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
        awaitGateways(one, 1);
        chat(one, Chats.ask("alone"));
        assertThat(metrics(one)).contains("recurra_flights_shared_total{event=\"alone\"} 1.0");

        try (GatewayServer next = gateway(leaderData, "10s")) {
            awaitGateways(one, 2);
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

    @Test
    void whenTheLeadingGatewayDiesTheOthersClientsGetOneWholeAnswer() throws Exception {
        String stream = simulate("inter-token-millis=25; words=120", "the leader dies", STREAM);
        String whole = simulate("inter-token-millis=25; words=120", "the leader dies", "");
        CompletableFuture<?> first = asked(one, stream).exceptionally(_ -> null);
        awaitCalls(1);
        List<Streaming> streams = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            streams.add(streaming(other, stream));
        }
        for (Streaming each : streams) {
            each.begun.await();
        }
        CompletableFuture<HttpResponse<String>> inOnePiece = asked(other, whole);

        one.close();

        String content = Chats.content(inOnePiece.get());
        for (Streaming each : streams) {
            String text = each.text.join();
            assertThat(text).contains("data: [DONE]").doesNotContain("\"error\"");
            assertThat(Chats.streamedContent(text)).isEqualTo(content);
        }
        assertThat(content).isEqualTo(Chats.content(chat(other, whole)));
        assertThat(simulator.stats().chatCalls()).isEqualTo(2);
        first.join();
    }

    @Test
    void whenTheLeadingGatewayIsKilledTheOthersClientsGetOneWholeAnswer() throws Exception {
        String stream =
                simulate("inter-token-millis=25; words=120", "the leader is killed", STREAM);
        String whole = simulate("inter-token-millis=25; words=120", "the leader is killed", "");
        List<Streaming> streams = new ArrayList<>();
        CompletableFuture<HttpResponse<String>> inOnePiece;
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
            for (int i = 0; i < 20; i++) {
                streams.add(streaming(i % 2 == 0 ? one : other, stream));
            }
            for (Streaming each : streams) {
                each.begun.await();
            }
            inOnePiece = asked(other, whole);

            leader.kill();
        }

        String content = Chats.content(inOnePiece.get());
        for (Streaming each : streams) {
            String text = each.text.join();
            assertThat(text).containsOnlyOnce("data: [DONE]").doesNotContain("\"error\"");
            assertThat(Chats.streamedContent(text)).isEqualTo(content);
        }
        assertThat(first).failsWithin(PATIENCE);
        assertThat(simulator.stats().chatCalls()).isEqualTo(2);
        assertThat(header(chat(one, whole), "x-cache-match")).isEqualTo("exact");
    }

    @Test
    void anotherAnswerIsNeverSplicedOn() throws Exception {
        String stream = Chats.ask("spliced", STREAM);
        String whole = Chats.ask("spliced");
        simulator.fail("inter-token-millis=25; words=120", 1);
        CompletableFuture<?> first = asked(one, stream).exceptionally(_ -> null);
        awaitCalls(1);
        Streaming midway = streaming(other, stream);
        CompletableFuture<HttpResponse<String>> inOnePiece = asked(other, whole);
        midway.begun.await();

        one.close();

        assertThat(midway.text.join())
                .contains("\"code\":\"upstream_broken\"")
                .doesNotContain("[DONE]");
        assertThat(inOnePiece.get().statusCode()).isEqualTo(200);
        assertThat(Chats.content(inOnePiece.get())).contains("spliced");
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

    /** Waits until the gateway knows that there are so many. */
    private static void awaitGateways(GatewayServer gateway, int count) {
        await().atMost(PATIENCE).until(() -> metrics(gateway).contains(GATEWAYS.formatted(count)));
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
