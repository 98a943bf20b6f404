package recurra.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static recurra.gateway.Chats.ask;
import static recurra.gateway.Chats.content;
import static recurra.gateway.Chats.header;
import static recurra.gateway.Chats.stream;
import static recurra.gateway.Chats.streamedContent;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.simulator.Simulator;
import recurra.simulator.SimulatorOptions;
import recurra.testing.TestRedis;
import tools.jackson.databind.json.JsonMapper;

class ExactHitIT {
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir private static Path data;
    private static Simulator simulator;
    private static GatewayServer gateway;

    /** A tenant of each test's own. */
    private final String key = Chats.newKey();

    @BeforeAll
    static void start() {
        simulator = Simulator.start(SimulatorOptions.defaults());
        gateway = new GatewayServer.Options(data).with(simulator).with(TestRedis.shared()).start();
        gateway.awaitPart("redis");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        simulator.close();
    }

    @Test
    void secondRequestIsAnsweredWithoutTheProvider() {
        String body = ask("What is the capital of France?");
        long before = simulator.stats().chatCalls();

        HttpResponse<String> first = chat(body);
        HttpResponse<String> second = chat(body);

        assertThat(simulator.stats().chatCalls() - before).isEqualTo(1);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(header(first, "x-cache-hit")).isEqualTo("false");
        assertThat(header(first, "x-cache-match")).isEqualTo("none");
        assertThat(header(first, "x-recurra-provider")).isEqualTo("default");
        assertThat(first.headers().firstValue("x-request-id")).isPresent();
        assertThat(first.headers().firstValueAsLong("x-cache-age")).isEmpty();
        assertThat(Chats.withoutIdentity(second)).isEqualTo(Chats.withoutIdentity(first));
        assertThat(header(second, "x-cache-hit")).isEqualTo("true");
        assertThat(header(second, "x-cache-match")).isEqualTo("exact");
        assertThat(second.headers().firstValue("x-cache-provenance")).isPresent();
        assertThat(second.headers().firstValue("x-cache-source-model")).isPresent();
        assertThat(second.headers().firstValueAsLong("age")).isPresent();
        assertThat(header(second, "x-recurra-cost-usd")).isEqualTo("0");
        assertThat(second.headers().firstValue("x-recurra-saved-usd"))
                .isEqualTo(first.headers().firstValue("x-recurra-cost-usd"))
                .isPresent();
    }

    @Test
    void oneAnswerServesStreamsAndWholeReplies() {
        String whole = ask("Explain tides.");
        String stream = stream("Explain tides.");

        String content = content(chat(whole));
        HttpResponse<String> streamed = chat(stream);

        assertThat(header(streamed, "x-cache-match")).isEqualTo("exact");
        assertThat(streamed.body()).endsWith("data: [DONE]\n\n");
        assertThat(streamedContent(streamed)).isEqualTo(content);
    }

    @Test
    void aStreamIsKeptAndServedAsWholeReply() {
        String stream = stream("Explain comets.");
        String whole = ask("Explain comets.");

        HttpResponse<String> live = chat(stream);
        HttpResponse<String> replayed = chat(stream, "x-cache-replay", "instant");
        HttpResponse<String> reply = chat(whole);

        assertThat(header(live, "x-cache-hit")).isEqualTo("false");
        assertThat(header(replayed, "x-cache-match")).isEqualTo("exact");
        assertThat(Chats.withoutIdentity(replayed)).isEqualTo(Chats.withoutIdentity(live));
        assertThat(content(reply)).isEqualTo(streamedContent(live));
        assertThat(JSON.readTree(reply.body()).path("usage").path("total_tokens").asInt())
                .isPositive();
    }

    @Test
    void usageIsAskedForAndWithheldFromWhoDidNotAsk() {
        String stream = stream("Explain usage.");
        String withUsage =
                ask(
                        "Explain usage.",
                        "\"stream\":true,\"stream_options\":{\"include_usage\":true},");

        HttpResponse<String> live = chat(stream);
        HttpResponse<String> replayed = chat(withUsage);

        assertThat(simulator.requests().getLast().text()).contains("include_usage\":true");
        assertThat(live.body()).doesNotContain("prompt_tokens");
        assertThat(header(replayed, "x-cache-match")).isEqualTo("exact");
        assertThat(replayed.body()).contains("prompt_tokens");
    }

    @Test
    void anotherSpellingIsANormalizedHit() {
        chat(ask("What is the capital of Peru?"));

        await().untilAsserted(() -> {
            HttpResponse<String> hit =
                    chat(ask("  what is the CAPITAL of peru", ""), "x-cache-store", "false");
            assertThat(header(hit, "x-cache-match")).isEqualTo("normalized");
        });
    }

    @Test
    void clientsSteerTheCache() {
        String body = ask("Steer.");
        chat(body);
        long before = simulator.stats().chatCalls();

        assertThat(header(chat(body, "x-cache-bypass", "true"), "x-cache-hit")).isEqualTo("false");
        assertThat(header(chat(body, "cache-control", "no-cache"), "x-cache-hit"))
                .isEqualTo("false");
        assertThat(header(chat(body, "cache-control", "max-age=60"), "x-cache-hit"))
                .isEqualTo("true");
        assertThat(header(chat(body, "x-cache-mode", "exact"), "x-cache-hit")).isEqualTo("true");
        assertThat(simulator.stats().chatCalls() - before).isEqualTo(2);
    }

    @Test
    void whatIsNotToBeKeptIsNotKept() {
        String body = ask("Secret.");

        chat(body, "x-cache-store", "false");
        chat(body, "cache-control", "no-store");

        assertThat(header(chat(body), "x-cache-hit")).isEqualTo("false");
    }

    @Test
    void tenantsDoNotShare() {
        String body = ask("Shared?");
        chat(body);

        HttpResponse<String> other = gateway.chat(body, "authorization", Chats.newKey());
        HttpResponse<String> nobody = gateway.chat(body);

        assertThat(header(other, "x-cache-hit")).isEqualTo("false");
        assertThat(header(nobody, "x-cache-hit")).isEqualTo("false");
        assertThat(header(chat(body), "x-cache-hit")).isEqualTo("true");
    }

    private HttpResponse<String> chat(String body, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "authorization";
        all[1] = key;
        System.arraycopy(headers, 0, all, 2, headers.length);
        return gateway.chat(body, all);
    }
}
