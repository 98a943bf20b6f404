package recurra.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static recurra.gateway.Chats.header;

import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import recurra.simulator.Simulator;
import recurra.simulator.SimulatorOptions;
import recurra.testing.TestRedis;

/**
 * Routes with two providers, of which the first has its troubles. Each test has a model of its own,
 * since troubles are a model's.
 */
class FailoverIT {
    private static final Duration AT_MOST = Duration.ofSeconds(20);
    private static final String STREAM = "\"stream\":true,";
    private static final AtomicInteger MODELS = new AtomicInteger();

    @TempDir private static Path data;
    private static Simulator first;
    private static Simulator second;
    private static Simulator locked;
    private static GatewayServer gateway;

    private final String number = Integer.toString(MODELS.incrementAndGet());
    private final String key = Chats.newKey();

    @BeforeAll
    static void start() {
        first = Simulator.start(SimulatorOptions.defaults().withAnyModel());
        second = Simulator.start(SimulatorOptions.defaults().withAnyModel());
        locked = Simulator.start(SimulatorOptions.defaults().withApiKey("sk-right").withAnyModel());
        GatewayServer.Options options =
                new GatewayServer.Options(data)
                        .with(TestRedis.shared())
                        .with("first", first)
                        .with("second", second)
                        .with("narrow", first)
                        .with("locked", locked)
                        .with("open", locked)
                        .with("recurra.providers.dead.base-url", "http://" + GatewayServer.NOBODY)
                        .with("recurra.providers.gone.base-url", "http://" + GatewayServer.NOBODY)
                        .with("recurra.providers.first.first-byte-timeout", "1s")
                        .with("recurra.providers.first.idle-timeout", "500ms")
                        .with("recurra.providers.narrow.concurrency", "1")
                        .with("recurra.providers.locked.api-key", "sk-wrong")
                        .with("recurra.upstream.pause", "2s");
        for (String provider : List.of("first", "narrow", "locked", "open", "dead")) {
            route(options, provider, provider, "second");
        }
        route(options, "renamed", "first", "second");
        options.with("recurra.routes.renamed.chain[1].model", "gpt-4o-eu");
        route(options, "lost", "dead", "gone");
        route(options, "alone", "first");
        gateway = options.start();
        gateway.awaitPart("redis");
    }

    /** A route for the models that begin with its name. */
    private static void route(GatewayServer.Options options, String name, String... providers) {
        options.with("recurra.routes." + name + ".models", name + "-*");
        for (int i = 0; i < providers.length; i++) {
            options.with("recurra.routes." + name + ".chain[" + i + "].provider", providers[i]);
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
        first.close();
        second.close();
        locked.close();
    }

    @BeforeEach
    void reset() {
        first.reset();
        second.reset();
    }

    @Test
    void onlyTheFirstProviderLearnsTheClientsKey() {
        first.fail("error=500", 1);
        assertThat(chat("first", "who learns my key", "").statusCode()).isEqualTo(200);

        assertThat(first.requests().getLast().header("authorization")).isPresent();
        assertThat(second.requests().getLast().header("authorization")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "error=429, rate_limited",
        "error=408, server_error",
        "error=500, server_error",
        "error=503, server_error",
        "error=529, server_error",
        "hang, late",
        "break-after=0, broken"
    })
    void theNextProviderAnswersWhereTheFirstDoesNot(String fault, String reason) {
        for (String fields : new String[] {"", STREAM}) {
            // A connection that breaks may have been a stale one, and is tried a second time.
            first.fail(fault, reason.equals("broken") ? 2 : 1);
            HttpResponse<String> reply = chat("first", "answer " + fields.length(), fields);

            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(header(reply, "x-recurra-provider")).isEqualTo("second");
            assertThat(header(reply, "x-recurra-failovers")).isEqualTo("first=" + reason);
            assertThat(reply.body().stripTrailing())
                    .endsWith(fields.isEmpty() ? "}" : "data: [DONE]")
                    .doesNotContain("\"error\"");
        }
        assertThat(gateway.get("/metrics").body())
                .contains(
                        "recurra_upstream_failovers_total{provider=\"first\",reason=\""
                                + reason
                                + "\"}");
    }

    @ParameterizedTest
    @CsvSource({"stall, late", "error-event-after=0, error_event"})
    void aStreamBeginsWithItsFirstEvent(String fault, String reason) {
        first.fail(fault, 1);
        HttpResponse<String> reply = chat("first", "a stream", STREAM);

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(header(reply, "x-recurra-failovers")).isEqualTo("first=" + reason);
        assertThat(reply.body()).contains("[DONE]").doesNotContain("\"error\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"break-after=1", "hang-after=1", "error-event-after=1", "no-finish"})
    void aStreamThatHasBegunIsNotBegunAgain(String fault) {
        first.fail(fault, 1);
        HttpResponse<String> reply = chat("first", "breaks", STREAM);

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(header(reply, "x-recurra-provider")).isEqualTo("first");
        assertThat(reply.body()).contains("\"error\"").doesNotContain("[DONE]");
        assertThat(first.stats().chatCalls()).isEqualTo(1);
        assertThat(second.stats().chatCalls()).isZero();
        assertThat(gateway.get("/metrics").body())
                .contains("recurra_upstream_broken_answers_total{provider=\"first\"}");
    }

    @Test
    void aWholeReplyThatBreaksInTheMiddleIsAskedForElsewhere() {
        first.fail("break-after=1", 1);
        HttpResponse<String> reply = chat("first", "half of it", "");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(header(reply, "x-recurra-failovers")).isEqualTo("first=broken");
        assertThat(first.stats().chatCalls()).isEqualTo(1);
    }

    @Test
    void aProviderThatIsNotThere() {
        HttpResponse<String> reply = chat("dead", "anybody?", STREAM);

        assertThat(header(reply, "x-recurra-failovers")).isEqualTo("dead=unreachable");
        assertThat(reply.body()).contains("[DONE]");
    }

    @Test
    void aConnectionThatBreaksOnceIsTriedAgain() {
        first.fail("break-after=0", 1);
        HttpResponse<String> reply = chat("first", "once more", "");

        assertThat(header(reply, "x-recurra-provider")).isEqualTo("first");
        assertThat(header(reply, "x-recurra-failovers")).isEqualTo("absent");
        assertThat(first.stats().chatCalls()).isEqualTo(2);
        assertThat(gateway.get("/metrics").body())
                .contains("recurra_upstream_retries_total{provider=\"first\"}");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 422, 501})
    void whatTheRequestIsToBlameForGoesToTheClient(int status) {
        first.fail("error=" + status, 1);
        HttpResponse<String> reply = chat("first", "bad", "");

        assertThat(reply.statusCode()).isEqualTo(status);
        assertThat(header(reply, "x-recurra-provider")).isEqualTo("first");
        assertThat(second.stats().chatCalls()).isZero();
    }

    @Test
    void retryAfterIsWaitedForByWhomItIsMeant() {
        first.fail("error=429; retry-after=2", 1);
        HttpResponse<String> limited = chat("first", "limited", "");
        HttpResponse<String> meanwhile = chat("first", "limited again", "");
        HttpResponse<String> another =
                gateway.chat(body("first", "not limited", ""), "authorization", Chats.newKey());

        assertThat(header(limited, "x-recurra-failovers")).isEqualTo("first=rate_limited");
        assertThat(header(meanwhile, "x-recurra-failovers")).isEqualTo("first=paused");
        assertThat(header(another, "x-recurra-provider")).isEqualTo("first");
        awaitAnswerOf("first", "first");
    }

    @Test
    void aProviderThatFailsIsLeftAloneUntilItIsBack() {
        first.fail("error=500", 1_000);
        for (int i = 0; i < 20; i++) {
            assertThat(chat("first", "failing " + i, "").statusCode()).isEqualTo(200);
        }
        String breaker =
                "recurra_upstream_breaker{model=\"first-" + number + "\",provider=\"first\"} ";

        assertThat(first.stats().chatCalls()).isLessThan(15);
        assertThat(gateway.get("/metrics").body())
                .containsPattern(Pattern.quote(breaker) + "(1.0|0.5)");

        first.reset();
        awaitAnswerOf("first", "first");
        assertThat(header(chat("first", "back", ""), "x-recurra-provider")).isEqualTo("first");
        assertThat(gateway.get("/metrics").body()).contains(breaker + "0.0");
    }

    @Test
    void aProviderThatStandsAloneIsAskedAllTheSame() {
        first.fail("error=500", 20);
        for (int i = 0; i < 20; i++) {
            assertThat(chat("alone", "failing alone " + i, "").statusCode()).isEqualTo(500);
        }

        assertThat(chat("alone", "back at once", "").statusCode()).isEqualTo(200);
        assertThat(first.stats().chatCalls()).isEqualTo(21);
    }

    @Test
    void aFullProviderIsPassedOver() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            String endless = "\"metadata\":{\"simulate\":\"inter-token-millis=50; words=4000\"},";
            HttpRequest slow =
                    gateway.request("/v1/chat/completions", "authorization", key)
                            .POST(
                                    HttpRequest.BodyPublishers.ofString(
                                            body("narrow", "slow", endless + STREAM)))
                            .build();
            HttpResponse<InputStream> stream =
                    http.send(slow, HttpResponse.BodyHandlers.ofInputStream());
            assertThat(header(chat("narrow", "full", ""), "x-recurra-failovers"))
                    .isEqualTo("narrow=full");
            assertThat(gateway.get("/metrics").body())
                    .contains("recurra_upstream_fullness{provider=\"narrow\"} 1.0");

            stream.body().close();
            awaitAnswerOf("narrow", "narrow");
        }
    }

    @Test
    void whereAllFailTheClientGetsWhatTheLastOneSaid() {
        first.fail("error=500", 1);
        second.fail("error=503; retry-after=7", 1);
        HttpResponse<String> reply = chat("first", "all fail", STREAM);

        assertThat(reply.statusCode()).isEqualTo(503);
        assertThat(header(reply, "retry-after")).isEqualTo("7");
        assertThat(header(reply, "x-recurra-provider")).isEqualTo("second");
        assertThat(header(reply, "x-recurra-failovers")).isEqualTo("first=server_error");
    }

    @Test
    void whereNobodyMayBeAskedTheClientIsTold() {
        HttpResponse<String> lost = chat("lost", "dead", "");
        assertThat(Chats.error(lost).path("code").asString()).isEqualTo("upstream_unreachable");
        assertThat(header(lost, "x-recurra-failovers"))
                .isEqualTo("dead=unreachable, gone=unreachable");
        assertThat(header(lost, "x-recurra-provider")).isEqualTo("absent");
        await().atMost(AT_MOST)
                .untilAsserted(() -> {
                    HttpResponse<String> reply = chat("lost", "dead", "");
                    assertThat(reply.statusCode()).isEqualTo(503);
                    assertThat(Chats.error(reply).path("code").asString())
                            .isEqualTo("providers_unavailable");
                    assertThat(header(reply, "retry-after")).isEqualTo("2");
                    assertThat(header(reply, "x-recurra-failovers"))
                            .isEqualTo("dead=circuit_open, gone=circuit_open");
                });
    }

    @Test
    void whereAllAreLimitedTheClientIsTold() {
        first.fail("error=429; retry-after=30", 1);
        second.fail("error=429; retry-after=9", 1);
        assertThat(header(chat("first", "limited", ""), "retry-after")).isEqualTo("9");
        HttpResponse<String> reply = chat("first", "limited", "");

        assertThat(reply.statusCode()).isEqualTo(429);
        assertThat(Chats.error(reply).path("code").asString()).isEqualTo("rate_limit_exceeded");
        assertThat(Integer.parseInt(header(reply, "retry-after"))).isBetween(1, 9);
        assertThat(first.stats().chatCalls()).isEqualTo(1);
    }

    @Test
    void eachProviderHasItsOwnNameForTheModel() {
        first.fail("error=500", 1);
        HttpResponse<String> live = chat("renamed", "by any other name", "\"x\": 1.0,");
        HttpResponse<String> kept = chat("renamed", "by any other name", "\"x\": 1.0,");

        assertThat(second.requests().getLast().text())
                .isEqualTo(
                        body("renamed", "by any other name", "\"x\": 1.0,")
                                .replace("renamed-" + number, "gpt-4o-eu"));
        assertThat(header(live, "x-recurra-provider")).isEqualTo("second");
        assertThat(header(kept, "x-cache-match")).isEqualTo("exact");
        assertThat(header(kept, "x-recurra-provider")).isEqualTo("second");
        assertThat(header(kept, "x-cache-source-model")).isEqualTo("gpt-4o-eu");
    }

    @Test
    void aKeyThatIsRefusedIsTheProvidersFaultWhereItIsTheGatewaysOwn() {
        HttpResponse<String> own = chat("locked", "its key", "");
        HttpResponse<String> passed = chat("open", "my key", "");

        assertThat(header(own, "x-recurra-failovers")).isEqualTo("locked=refused");
        assertThat(own.statusCode()).isEqualTo(200);
        assertThat(passed.statusCode()).isEqualTo(401);
    }

    @Test
    void theHealthOfEachProviderIsKnown() {
        chat("dead", "well?", "");

        assertThat(gateway.get("/metrics").body())
                .containsPattern("recurra_upstream_health\\{provider=\"dead\"} 0\\.")
                .contains("recurra_upstream_health{provider=\"second\"}");
        assertThat(gateway.get("/readyz").body())
                .containsPattern("\"dead\":\\{\"health\":0\\.\\d+}")
                .contains("\"status\":\"degraded\"");
    }

    private void awaitAnswerOf(String provider, String route) {
        AtomicInteger questions = new AtomicInteger();
        await().atMost(AT_MOST)
                .untilAsserted(() -> {
                    String question = "back? " + questions.incrementAndGet();
                    assertThat(header(chat(route, question, ""), "x-recurra-provider"))
                            .isEqualTo(provider);
                });
    }

    private HttpResponse<String> chat(String route, String question, String fields) {
        return gateway.chat(body(route, question, fields), "authorization", key);
    }

    private String body(String route, String question, String fields) {
        return Chats.ask(question, fields).replace("gpt-4o-mini", route + "-" + number);
    }
}
