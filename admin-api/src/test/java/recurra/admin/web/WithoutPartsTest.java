package recurra.admin.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import recurra.admin.RunningAdmin;
import tools.jackson.databind.JsonNode;

/** The service while Postgres, Kafka, the embedder and the indexer are away. */
class WithoutPartsTest {
    static RunningAdmin admin;

    @BeforeAll
    static void start() {
        admin =
                RunningAdmin.start(
                        "recurra.postgres.url=jdbc:postgresql://127.0.0.1:1/none",
                        "recurra.postgres.deadline=1s",
                        "recurra.kafka.bootstrap=127.0.0.1:1",
                        "recurra.embedder.url=http://127.0.0.1:1",
                        "recurra.indexer.url=http://127.0.0.1:1");
    }

    @AfterAll
    static void stop() {
        admin.close();
    }

    @Test
    void livesAndIsNotReady() throws Exception {
        assertThat(admin.get("/healthz").statusCode()).isEqualTo(200);
        assertThat(admin.get("/readyz").statusCode()).isEqualTo(503);
        assertThat(admin.get("/metrics").body()).contains("http_server_requests");
    }

    @Test
    void saysWhatIsAway() throws Exception {
        String entry = "/admin/v1/entries/acme/8c9f1d1e-6c1a-8b7e-9d3c-0b6f6b1f2a3d";
        assertProblem(admin.get("/admin/v1/entries"), 503, "database_unavailable");
        assertProblem(admin.get(entry), 503, "database_unavailable");
        assertProblem(admin.delete(entry), 503, "database_unavailable");
        assertProblem(admin.get("/admin/v1/statistics"), 503, "database_unavailable");
        assertProblem(admin.get("/admin/v1/replay"), 503, "indexer_unavailable");
        assertProblem(admin.post("/admin/v1/replay", ""), 503, "indexer_unavailable");
        assertProblem(
                admin.post("/admin/v1/entries/similar", "{\"tenant\":\"a\",\"text\":\"b\"}"),
                503,
                "embedder_unavailable");
    }

    @ParameterizedTest
    @CsvSource({
        "/admin/v1/entries?limit=0, limit, 1 to 200",
        "/admin/v1/entries?limit=201, limit, 1 to 200",
        "/admin/v1/entries?limit=ten, limit, 1 to 200",
        "/admin/v1/entries?limti=5, limti, There are: cursor",
        "/admin/v1/entries?limit=5&limit=6, limit, given twice",
        "/admin/v1/entries?tenant=..%2F, tenant, 1 to 64 characters",
        "/admin/v1/entries?tenant=, tenant, 1 to 64 characters",
        "/admin/v1/entries?model=, model, Leave it out",
        "/admin/v1/entries?text=a%00b, text, zero character",
        "/admin/v1/entries?olderThan=yesterday, olderThan, P7D",
        "/admin/v1/entries?olderThan=P99999999999D, olderThan, P7D",
        "/admin/v1/entries?olderThan=9999-01-01T00:00:00Z, olderThan, P7D",
        "/admin/v1/entries?olderThan=P2D&newerThan=P1D, newerThan, Swap",
        "/admin/v1/entries?cursor=x, cursor, nextCursor",
        "/admin/v1/entries?cursor=MS8yLzM, cursor, nextCursor",
        "/admin/v1/entries/acme/1, id, UUID",
        "/admin/v1/entries/acme%20/8c9f1d1e-6c1a-8b7e-9d3c-0b6f6b1f2a3d, tenant, 1 to 64",
        "/admin/v1/statistics?from=P1D&to=P2D, from, Swap",
        "/admin/v1/statistics?from=P40D, from, 31 days",
        "/admin/v1/replay?x=1, x, has none",
    })
    void saysWhatToChange(String path, String param, String detail) throws Exception {
        JsonNode problem = assertProblem(admin.get(path), 400, "invalid_request");
        assertThat(problem.path("param").stringValue()).isEqualTo(param);
        assertThat(problem.path("detail").stringValue()).contains(detail);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | 400 | ",
                "null | 400 | text",
                "[] | 400 | body",
                "{} | 400 | tenant",
                "{\"tenant\":\"a\"} | 400 | text",
                "{\"tenant\":\"a\",\"text\":\" \"} | 400 | text",
                "{\"tenant\":\"a b\",\"text\":\"c\"} | 400 | tenant",
                "{\"tenant\":\"a\",\"text\":\"c\",\"limit\":201} | 400 | limit",
                "{\"tenant\":\"a\",\"text\":\"c\",\"limit\":\"x\"} | 400 | limit",
                "{\"tenant\":\"a\",\"text\":\"c\",\"limt\":1} | 400 | limt",
            })
    void checksBodies(String body, int status, String param) throws Exception {
        JsonNode problem =
                assertProblem(
                        admin.post("/admin/v1/entries/similar", body), status, "invalid_request");
        assertThat(problem.path("param").stringValue(null)).isEqualTo(param);
    }

    @Test
    void refusesBodiesThatAreTooLarge() throws Exception {
        assertProblem(
                admin.post("/admin/v1/entries/similar", " ".repeat(2 << 20)),
                413,
                "request_too_large");
    }

    @Test
    void answersOtherPathsAndMethodsInTheSameShape() throws Exception {
        assertProblem(admin.get("/admin/v1/nothing"), 404, "not_found");
        assertProblem(admin.post("/admin/v1/entries", "{}"), 405, "method_not_allowed");
    }

    @Test
    void describesEveryEndpoint() throws Exception {
        JsonNode api = RunningAdmin.json(admin.get("/openapi.json"));
        assertThat(api.path("openapi").stringValue()).startsWith("3.");
        assertThat(new TreeSet<>(api.path("paths").propertyNames()))
                .containsExactly(
                        "/admin/v1/entries",
                        "/admin/v1/entries/similar",
                        "/admin/v1/entries/{tenant}/{id}",
                        "/admin/v1/replay",
                        "/admin/v1/replay/cancel",
                        "/admin/v1/statistics");
        for (Map.Entry<String, JsonNode> path : api.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                String name = operation.getKey() + " " + path.getKey();
                JsonNode described = operation.getValue();
                assertThat(described.path("summary").asString("")).as(name).isNotEmpty();
                assertThat(described.path("tags")).as(name).isNotEmpty();
                assertThat(described.path("responses").propertyNames())
                        .as(name)
                        .contains("400", "401", "403", "503")
                        .anyMatch(status -> status.startsWith("2"));
                for (JsonNode parameter : described.path("parameters")) {
                    if (parameter.path("in").stringValue().equals("query")) {
                        assertThat(parameter.path("description").asString(""))
                                .as(name)
                                .isNotEmpty();
                    }
                }
            }
        }
        for (String reference : references(api)) {
            assertThat(api.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
        }
        assertThat(api.at("/components/schemas/EntrySummary/properties").propertyNames())
                .contains("question", "answeredAt", "costUsd");
    }

    @Test
    void showsAPageToTryIt() throws Exception {
        HttpResponse<String> page = admin.get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("swagger-ui").doesNotContain("//cdn", "https://");
        assertThat(admin.get("/openapi.json/swagger-config").body())
                .contains("\"url\":\"/openapi.json\"");
        assertThat(admin.get("/swagger-ui/swagger-ui-bundle.js").statusCode()).isEqualTo(200);
    }

    private static List<String> references(JsonNode node) {
        List<String> found = new ArrayList<>();
        for (JsonNode child : node) {
            found.addAll(references(child));
        }
        if (node.has("$ref")) {
            found.add(node.path("$ref").stringValue());
        }
        return found;
    }

    private static JsonNode assertProblem(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type"))
                .contains("application/problem+json");
        JsonNode problem = RunningAdmin.json(response);
        assertThat(problem.path("status").intValue()).isEqualTo(status);
        assertThat(problem.path("code").stringValue()).isEqualTo(code);
        assertThat(problem.path("title").stringValue()).isNotEmpty();
        assertThat(problem.path("detail").stringValue()).isNotEmpty();
        return problem;
    }
}
