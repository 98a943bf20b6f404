package recurra.admin.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import recurra.admin.RunningAdmin;
import tools.jackson.databind.JsonNode;

/** Who is let in. A request that gets as far as the indexer, which is away, was. */
@ExtendWith(OutputCaptureExtension.class)
class AccessTest {
    private static final String PATH = "/admin/v1/replay";
    private static final int LET_IN = 503;

    static RunningAdmin withToken;
    static RunningAdmin withoutToken;

    @BeforeAll
    static void start() {
        withToken = running("recurra.admin-token=correct-token");
        withoutToken = running();
    }

    @AfterAll
    static void stop() {
        withToken.close();
        withoutToken.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer correct-token", "bearer correct-token"})
    void letsInWhoHasTheToken(String header) throws Exception {
        assertThat(get(withToken, "authorization", header).statusCode()).isEqualTo(LET_IN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer correct-toke",
                "Bearer correct-token2",
                "Bearer",
                "Bearer ",
                "Basic correct-token",
                "correct-token"
            })
    void refusesWhoHasNot(String header) throws Exception {
        HttpResponse<String> response = get(withToken, "authorization", header);
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("www-authenticate"))
                .contains("Bearer realm=\"recurra-admin\"");
        assertThat(response.headers().firstValue("content-type"))
                .contains("application/problem+json");
        JsonNode problem = RunningAdmin.json(response);
        assertThat(problem.path("code").stringValue()).isEqualTo("unauthenticated");
        assertThat(problem.path("detail").stringValue()).contains("RECURRA_ADMIN_TOKEN");
    }

    @Test
    void guardsUnknownPathsToo() throws Exception {
        assertThat(withToken.get("/admin/v1/nothing").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/metrics", "/openapi.json", "/"})
    void leavesOpenWhatTellsNothing(String path) throws Exception {
        assertThat(withToken.get(path).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin/../admin/v1/replay",
                "//admin/v1/replay",
                "/%61dmin/v1/replay",
                "/admin;x=1/v1/replay",
                "/admin/v1/replay/",
                "/ADMIN/v1/replay"
            })
    void isNotGotAroundByOtherSpellings(String path) throws Exception {
        String answer = raw(withToken.uri("/"), "GET " + path + " HTTP/1.1\r\nHost: localhost");
        assertThat(answer).matches("(?s)HTTP/1.1 40[0-9] .*").doesNotContain("indexer");
    }

    @Test
    void letsInThisMachineWithoutToken() throws Exception {
        String own = "http://127.0.0.1:" + withoutToken.uri("/").getPort();
        assertThat(withoutToken.get(PATH).statusCode()).isEqualTo(LET_IN);
        assertThat(get(withoutToken, "origin", own).statusCode()).isEqualTo(LET_IN);
        assertThat(get(withoutToken, "sec-fetch-site", "same-origin").statusCode())
                .isEqualTo(LET_IN);
    }

    @Test
    void refusesForeignPagesWithoutToken() throws Exception {
        HttpResponse<String> foreign = get(withoutToken, "origin", "https://evil.example");
        assertThat(foreign.statusCode()).isEqualTo(403);
        assertThat(RunningAdmin.json(foreign).path("code").stringValue()).isEqualTo("forbidden");
        assertThat(get(withoutToken, "sec-fetch-site", "cross-site").statusCode()).isEqualTo(403);
        assertThat(
                        raw(
                                withoutToken.uri("/"),
                                "POST " + PATH + " HTTP/1.1\r\nHost: rebound.example"))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void doesNotStartForEverybodyWithoutToken(CapturedOutput output) {
        assertThatThrownBy(() -> running("server.address=0.0.0.0")).isNotNull();
        assertThat(output).contains("nobody would have to").contains("RECURRA_ADMIN_TOKEN");
        try (RunningAdmin admin = running("server.address=0.0.0.0", "recurra.admin-token=t")) {
            assertThat(admin.uri("/")).isNotNull();
        }
    }

    private static RunningAdmin running(String... properties) {
        String[] all = new String[properties.length + 2];
        System.arraycopy(properties, 0, all, 0, properties.length);
        all[properties.length] = "recurra.postgres.url=jdbc:postgresql://127.0.0.1:1/none";
        all[properties.length + 1] = "recurra.indexer.url=http://127.0.0.1:1";
        return RunningAdmin.start(all);
    }

    private static HttpResponse<String> get(RunningAdmin admin, String header, String value)
            throws Exception {
        return admin.send(HttpRequest.newBuilder(admin.uri(PATH)).header(header, value));
    }

    /** What the server says to a head that no client library would send. */
    private static String raw(URI server, String head) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort());
                Writer out =
                        new OutputStreamWriter(
                                socket.getOutputStream(), StandardCharsets.US_ASCII);
                Reader in =
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)) {
            out.write(head + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            out.flush();
            StringBuilder answer = new StringBuilder();
            for (int c = in.read(); c >= 0; c = in.read()) {
                answer.append((char) c);
            }
            return answer.toString();
        }
    }
}
