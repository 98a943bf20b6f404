package recurra.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import recurra.simulator.Simulator;
import recurra.simulator.SimulatorOptions;
import recurra.testing.TestRedis;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The endpoints besides chat completions. */
class EndpointsIT {
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir private static Path data;
    private static Simulator simulator;
    private static GatewayServer gateway;

    @BeforeAll
    static void start() {
        simulator = Simulator.start(SimulatorOptions.defaults());
        gateway =
                new GatewayServer.Options(data)
                        .with(simulator)
                        .with(TestRedis.shared())
                        // The simulator answers for the embedder as well: both speak OpenAI's
                        // language.
                        .with(
                                "recurra.embedder.url",
                                simulator.baseUrl().toString().replaceFirst("/v1$", ""))
                        .with("recurra.providers.local.base-url", "http://" + GatewayServer.NOBODY)
                        .with("recurra.providers.local.models", "tiny-llm,tiny/*")
                        .with("recurra.routes.clever.chain[0].provider", "default")
                        .start();
        gateway.awaitPart("redis");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        simulator.close();
    }

    @Test
    void modelsOfAllProviders() {
        JsonNode list = JSON.readTree(gateway.get("/v1/models").body());

        assertThat(list.path("object").asString()).isEqualTo("list");
        assertThat(list.path("data").valueStream().map(model -> model.path("id").asString()))
                .contains("gpt-4o-mini", "tiny-llm", "clever")
                .doesNotHaveDuplicates();
    }

    @Test
    void clientsThatAcceptSomethingElseGetJsonAllTheSame() {
        assertThat(gateway.get("/v1/models", "accept", "text/html").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/healthz", "accept", "text/html").statusCode()).isEqualTo(200);
    }

    @Test
    void oneModel() {
        JsonNode model = JSON.readTree(gateway.get("/v1/models/gpt-4o-mini").body());
        HttpResponse<String> unknown = gateway.get("/v1/models/acme/no-such-model");

        assertThat(model.path("id").asString()).isEqualTo("gpt-4o-mini");
        assertThat(model.path("object").asString()).isEqualTo("model");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(Chats.error(unknown).path("code").asString()).isEqualTo("model_not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-llm", "tiny/two"})
    void modelsGoToTheProviderThatNamesThem(String model) {
        HttpResponse<String> reply = gateway.chat(Chats.ask("hello").replace("gpt-4o-mini", model));

        assertThat(reply.headers().firstValue("x-recurra-failovers"))
                .hasValueSatisfying(tried -> assertThat(tried).startsWith("local="));
        assertThat(reply.statusCode()).isEqualTo(502);
    }

    @Test
    void embeddings() {
        HttpResponse<String> reply =
                gateway.post(
                        "/v1/embeddings",
                        "{\"model\":\"simulator-embedding\",\"input\":[\"a\",\"b\"]}");

        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(JSON.readTree(reply.body()).path("data").size()).isEqualTo(2);
    }

    @Test
    void health() {
        JsonNode live = JSON.readTree(gateway.get("/healthz").body());
        HttpResponse<String> ready = gateway.get("/readyz");
        JsonNode parts = JSON.readTree(ready.body()).path("parts");

        assertThat(live.path("status").asString()).isEqualTo("up");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(ready.body()).path("status").asString()).isEqualTo("degraded");
        assertThat(parts.path("redis").asString()).isEqualTo("up");
        assertThat(parts.path("postgres").asString()).isEqualTo("down");
        assertThat(parts.propertyNames())
                .containsExactly("providers", "redis", "postgres", "embedder", "kafka");
    }

    @Test
    void metrics() {
        String body = Chats.ask("count me");
        gateway.chat(body);
        gateway.chat(body);

        await().untilAsserted(() ->
                assertThat(gateway.get("/metrics").body())
                        .contains(
                                "recurra_requests_total{model=\"gpt-4o-mini\",outcome=\"exact\"}",
                                "recurra_requests_total{model=\"gpt-4o-mini\",outcome=\"miss\"}",
                                "recurra_request_seconds_bucket{outcome=\"exact\",le=\"0.03\"}",
                                "recurra_first_byte_seconds_bucket{outcome=\"miss\"",
                                "recurra_tokens_total{flow=\"spent\",kind=\"prompt\"}",
                                "recurra_tokens_total{flow=\"saved\",kind=\"completion\"}",
                                "recurra_cost_usd_total{flow=\"spent\"}",
                                "recurra_cost_usd_total{flow=\"saved\"}",
                                "recurra_upstream_requests_total{provider=\"default\",status=\"200\"}",
                                "recurra_publish_queue_size",
                                "recurra_spool_bytes",
                                "recurra_spool_records_total{action=\"written\"}",
                                "recurra_writebehind_queue_size"));
    }
}
