package recurra.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static recurra.gateway.Chats.header;
import static recurra.gateway.Chats.simulate;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import recurra.simulator.Simulator;
import recurra.simulator.SimulatorOptions;
import recurra.testing.TestRedis;
import tools.jackson.databind.json.JsonMapper;

/** Identical requests in flight share one call of the provider. */
class JoinIT {
    private static final String STREAM = "\"stream\":true,";
    private static final String USAGE =
            "\"stream\":true,\"stream_options\":{\"include_usage\":true},";
    private static final String PACED = "inter-token-millis=15; words=80";

    @TempDir private static Path data;
    private static Simulator simulator;
    private static GatewayServer gateway;
    private static ExecutorService threads;

    private final String key = Chats.newKey();

    @BeforeAll
    static void start() {
        threads = Executors.newVirtualThreadPerTaskExecutor();
        simulator = Simulator.start(SimulatorOptions.defaults());
        gateway =
                new GatewayServer.Options(data)
                        .with(simulator)
                        .with(TestRedis.shared())
                        .with("recurra.providers.default.idle-timeout", "3s")
                        .with("recurra.limits.recording", "64KB")
                        .with("recurra.join.keep-alive", "300ms")
                        .start();
        gateway.awaitPart("redis");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        simulator.close();
        threads.close();
    }

    @Test
    void manyClientsShareOneCallAndAllHaveTheWholeAnswer() {
        String stream = simulate(PACED, "many", STREAM);
        String withUsage = simulate(PACED, "many", USAGE);
        String whole = simulate(PACED, "many", "");
        long calls = simulator.stats().chatCalls();

        CompletableFuture<HttpResponse<String>> first = asked(stream);
        awaitCalls(calls + 1);
        List<CompletableFuture<HttpResponse<String>>> joiners = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            joiners.add(asked(stream));
            joiners.add(asked(withUsage));
            joiners.add(asked(whole));
        }

        String content = Chats.streamedContent(first.join());
        assertThat(header(first.join(), "x-cache-match")).isEqualTo("none");
        assertThat(first.join().body()).endsWith("data: [DONE]\n\n");
        for (CompletableFuture<HttpResponse<String>> joiner : joiners) {
            HttpResponse<String> reply = joiner.join();
            assertThat(header(reply, "x-cache-hit")).isEqualTo("true");
            assertThat(header(reply, "x-cache-match")).isEqualTo("joined");
            assertThat(header(reply, "x-recurra-cost-usd")).isEqualTo("0");
            assertThat(header(reply, "x-recurra-provider")).isEqualTo("default");
            boolean streams = header(reply, "content-type").startsWith("text/event-stream");
            assertThat(streams ? Chats.streamedContent(reply) : Chats.content(reply))
                    .isEqualTo(content);
            assertThat(streams).isEqualTo(reply.body().endsWith("data: [DONE]\n\n"));
        }
        assertThat(joiners)
                .filteredOn(reply -> reply.join().body().contains("prompt_tokens"))
                .hasSize(20);
        assertThat(joiners).extracting(reply -> id(reply.join())).doesNotHaveDuplicates();
        assertThat(simulator.stats().chatCalls()).isEqualTo(calls + 1);
        assertThat(header(chat(stream), "x-cache-match")).isEqualTo("exact");
    }

    @Test
    void aClientThatStreamsJoinsOneThatDoesNot() {
        String whole = simulate("first-token-millis=700", "whole first", "");
        String stream = simulate("first-token-millis=700", "whole first", USAGE);
        long calls = simulator.stats().chatCalls();

        CompletableFuture<HttpResponse<String>> first = asked(whole);
        awaitCalls(calls + 1);
        HttpResponse<String> streamed = chat(stream);
        HttpResponse<String> again = chat(whole);

        assertThat(header(streamed, "x-cache-match")).isEqualTo("joined");
        assertThat(header(streamed, "x-recurra-saved-usd"))
                .isEqualTo(header(first.join(), "x-recurra-cost-usd"));
        assertThat(Chats.streamedContent(streamed)).isEqualTo(Chats.content(first.join()));
        assertThat(streamed.body()).contains("prompt_tokens").endsWith("data: [DONE]\n\n");
        assertThat(header(again, "x-cache-match")).isEqualTo("exact");
        assertThat(simulator.stats().chatCalls()).isEqualTo(calls + 1);
    }

    @Test
    void oneWhoLeavesLeavesTheAnswerToTheOthers() throws Exception {
        String body = simulate(PACED, "the first leaves", STREAM);
        long calls = simulator.stats().chatCalls();
        double spent = metric("recurra_cost_usd_total", "flow=\"spent\"");

        CompletableFuture<HttpResponse<String>> joiner;
        try (HttpClient http = HttpClient.newHttpClient()) {
            InputStream first = begun(http, body);
            joiner = asked(body);
            await().until(() -> metric("recurra_flights", "") > 0);
            assertThat(first.read()).isPositive();
            await().pollDelay(Duration.ofMillis(200)).until(() -> true);
            first.close();
            http.shutdownNow();
        }

        assertThat(joiner.join().body()).endsWith("data: [DONE]\n\n");
        assertThat(header(joiner.join(), "x-cache-match")).isEqualTo("joined");
        assertThat(simulator.stats().chatCalls()).isEqualTo(calls + 1);
        assertThat(header(chat(body), "x-cache-match")).isEqualTo("exact");
        // What the answer cost is put down once, although the one who caused it is gone.
        await().untilAsserted(() ->
                assertThat(metric("recurra_cost_usd_total", "flow=\"spent\""))
                        .isGreaterThan(spent));
    }

    @Test
    void whenAllHaveLeftTheCallEnds() throws Exception {
        String body = simulate("inter-token-millis=20; words=5000", "all leave", STREAM);
        long aborted = simulator.stats().streamsAborted();

        try (HttpClient one = HttpClient.newHttpClient();
                HttpClient other = HttpClient.newHttpClient()) {
            InputStream first = begun(one, body);
            InputStream second = begun(other, body);
            first.close();
            second.close();
            one.shutdownNow();
            other.shutdownNow();
        }

        await().atMost(Duration.ofSeconds(10))
                .until(() -> simulator.stats().streamsAborted() == aborted + 1);
        await().until(() -> metric("recurra_flights", "") == 0);
        await().until(() -> metric("recurra_flight_bytes", "") == 0);
    }

    @Test
    void aClientThatLeavesASilentProviderIsNoticed() throws Exception {
        String body = simulate("hang-after=2", "silent", STREAM);
        long calls = simulator.stats().chatCalls();

        try (HttpClient http = HttpClient.newHttpClient()) {
            InputStream stream = begun(http, body);
            String read =
                    new String(stream.readNBytes(1_000), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(read).contains(": keep-alive");
            stream.close();
            http.shutdownNow();
        }

        assertThat(simulator.stats().chatCalls()).isEqualTo(calls + 1);
        await().atMost(Duration.ofSeconds(2)).until(() -> metric("recurra_flights", "") == 0);
    }

    @ParameterizedTest
    @CsvSource({
        "x-cache-bypass, true",
        "x-cache-store, false",
        "x-cache-mode, template",
        "cache-control, no-cache",
        "cache-control, no-store",
        "cache-control, max-age=0"
    })
    void whoWantsAnAnswerOfItsOwnGetsOne(String name, String value) {
        String body = simulate("first-token-millis=600", "own " + name + value, "");
        long calls = simulator.stats().chatCalls();

        CompletableFuture<HttpResponse<String>> own = asked(body, name, value);
        awaitCalls(calls + 1);
        CompletableFuture<HttpResponse<String>> shared = asked(body);
        awaitCalls(calls + 2);
        CompletableFuture<HttpResponse<String>> ownAgain = asked(body, name, value);

        assertThat(header(own.join(), "x-cache-match")).isEqualTo("none");
        assertThat(header(shared.join(), "x-cache-match")).isEqualTo("none");
        assertThat(header(ownAgain.join(), "x-cache-match")).isEqualTo("none");
        assertThat(simulator.stats().chatCalls()).isEqualTo(calls + 3);
    }

    @Test
    void anotherTenantDoesNotJoin() {
        String body = simulate("first-token-millis=600", "tenants", "");
        long calls = simulator.stats().chatCalls();

        CompletableFuture<HttpResponse<String>> mine = asked(body);
        awaitCalls(calls + 1);
        HttpResponse<String> others = gateway.chat(body, "authorization", Chats.newKey());

        assertThat(header(mine.join(), "x-cache-match")).isEqualTo("none");
        assertThat(header(others, "x-cache-match")).isEqualTo("none");
        assertThat(simulator.stats().chatCalls()).isEqualTo(calls + 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {STREAM, ""})
    void anErrorReachesAll(String fields) {
        simulator.fail("error=429; retry-after=7; first-token-millis=500", 1);
        String body = Chats.ask("refused" + fields.length(), fields);
        long calls = simulator.stats().chatCalls();

        CompletableFuture<HttpResponse<String>> first = asked(body);
        awaitCalls(calls + 1);
        List<HttpResponse<String>> replies =
                List.of(asked(body), asked(body)).stream().map(CompletableFuture::join).toList();

        for (HttpResponse<String> reply : List.of(first.join(), replies.get(0), replies.get(1))) {
            assertThat(reply.statusCode()).isEqualTo(429);
            assertThat(header(reply, "retry-after")).isEqualTo("7");
            assertThat(header(reply, "x-cache-hit")).isEqualTo("false");
            assertThat(Chats.error(reply).path("message").isString()).isTrue();
        }
        assertThat(header(chat(body), "x-cache-hit")).isEqualTo("false");
    }

    @Test
    void aStreamThatBreaksBreaksForAll() {
        String stream = simulate("inter-token-millis=40; break-after=12", "breaks", STREAM);
        String whole = simulate("inter-token-millis=40; break-after=12", "breaks", "");
        long calls = simulator.stats().chatCalls();
        double failed = metric("recurra_requests_total", "outcome=\"failed\"");

        CompletableFuture<HttpResponse<String>> first = asked(stream);
        awaitCalls(calls + 1);
        CompletableFuture<HttpResponse<String>> joined = asked(stream);
        CompletableFuture<HttpResponse<String>> inOnePiece = asked(whole);

        for (HttpResponse<String> reply : List.of(first.join(), joined.join())) {
            assertThat(reply.body())
                    .startsWith("data: {\"id\"")
                    .contains("\n\ndata: {\"error\":{\"message\":")
                    .contains("\"code\":\"upstream_broken\"")
                    .doesNotContain("[DONE]");
        }
        assertThat(inOnePiece.join().statusCode()).isEqualTo(502);
        assertThat(simulator.stats().chatCalls()).isEqualTo(calls + 1);
        await().untilAsserted(() ->
                assertThat(metric("recurra_requests_total", "outcome=\"failed\""))
                        .isEqualTo(failed + 3));
    }

    @Test
    void anAnswerOverTheLimitCannotBeJoinedAndIsWhole() {
        String body = simulate("words=20000; inter-token-millis=0", "too long to join", STREAM);

        List<CompletableFuture<HttpResponse<String>>> all =
                List.of(asked(body), asked(body), asked(body));

        for (CompletableFuture<HttpResponse<String>> reply : all) {
            assertThat(Chats.streamedContent(reply.join()))
                    .isEqualTo(Chats.streamedContent(all.getFirst().join()));
            assertThat(reply.join().body()).endsWith("data: [DONE]\n\n");
        }
        await().until(() -> metric("recurra_flight_bytes", "") == 0);
    }

    @Test
    void anAnswerNobodyWaitsForCanBeFetchedForTheCache(@TempDir Path folder) throws Exception {
        try (GatewayServer finishing =
                new GatewayServer.Options(folder)
                        .with(simulator)
                        .with(TestRedis.shared())
                        .with("recurra.join.deserted", "finish")
                        .start()) {
            String body = simulate("inter-token-millis=10; words=60", "finished", STREAM);
            finishing.awaitPart("redis");
            long calls = simulator.stats().chatCalls();
            try (HttpClient http = HttpClient.newHttpClient()) {
                InputStream stream = begun(finishing, http, body);
                stream.close();
                http.shutdownNow();
            }

            await().untilAsserted(() ->
                    assertThat(header(finishing.chat(body, "authorization", key), "x-cache-match"))
                            .isEqualTo("exact"));
            assertThat(simulator.stats().chatCalls()).isEqualTo(calls + 1);
        }
    }

    private InputStream begun(HttpClient http, String body)
            throws IOException, InterruptedException {
        return begun(gateway, http, body);
    }

    /** A stream of which the first byte has been read. */
    private InputStream begun(GatewayServer at, HttpClient http, String body)
            throws IOException, InterruptedException {
        InputStream stream =
                http.send(
                                at.request("/v1/chat/completions", "authorization", key)
                                        .POST(HttpRequest.BodyPublishers.ofString(body))
                                        .build(),
                                HttpResponse.BodyHandlers.ofInputStream())
                        .body();
        assertThat(stream.read()).isPositive();
        return stream;
    }

    private static void awaitCalls(long calls) {
        await().until(() -> simulator.stats().chatCalls() >= calls);
    }

    private static double metric(String name, String labels) {
        return gateway.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> line.contains(labels))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static String id(HttpResponse<String> reply) {
        String body = reply.body();
        String json =
                body.startsWith("data: ")
                        ? body.lines().findFirst().orElseThrow().substring(6)
                        : body;
        return JsonMapper.shared().readTree(json).path("id").stringValue();
    }

    private CompletableFuture<HttpResponse<String>> asked(String body, String... headers) {
        return CompletableFuture.supplyAsync(() -> chat(body, headers), threads);
    }

    private HttpResponse<String> chat(String body, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "authorization";
        all[1] = key;
        System.arraycopy(headers, 0, all, 2, headers.length);
        return gateway.chat(body, all);
    }
}
