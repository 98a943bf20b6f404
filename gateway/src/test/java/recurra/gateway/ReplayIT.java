package recurra.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static recurra.gateway.Chats.header;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

/** How a kept answer streams. */
class ReplayIT {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String STREAM =
            "\"stream\":true,\"stream_options\":{\"include_usage\":true},";

    @TempDir private static Path data;
    @TempDir private static Path otherData;
    private static Simulator simulator;
    private static GatewayServer gateway;
    private static GatewayServer other;

    private final String key = Chats.newKey();

    @BeforeAll
    static void start() {
        simulator = Simulator.start(SimulatorOptions.defaults());
        gateway = options(data).start();
        other = options(otherData).start();
        gateway.awaitPart("redis");
        other.awaitPart("redis");
    }

    private static GatewayServer.Options options(Path folder) {
        return new GatewayServer.Options(folder)
                .with(simulator)
                .with(TestRedis.shared())
                .with("recurra.tenant-secret", "the same for both");
    }

    @AfterAll
    static void stop() {
        other.close();
        gateway.close();
        simulator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"natural", "recorded", "instant"})
    void everyModeSaysTheSame(String mode) {
        for (String fields : List.of("", "\"n\":3,\"logprobs\":true,\"top_logprobs\":2,")) {
            String body = Chats.ask("mode " + mode, STREAM + fields);
            HttpResponse<String> live = chat(body);

            HttpResponse<String> replayed = chat(body, "x-cache-replay", mode);

            assertThat(header(replayed, "x-cache-match")).isEqualTo("exact");
            assertThat(replayed.body()).endsWith("data: [DONE]\n\n");
            assertThat(said(replayed)).isEqualTo(said(live));
        }
    }

    @Test
    void aNaturalReplayIsCutTheSameWayEachTimeAndByEachGateway() {
        String body = Chats.ask("the same cuts", STREAM);
        HttpResponse<String> live = chat(body);

        String first = Chats.withoutIdentity(chat(body));
        String second = Chats.withoutIdentity(chat(body, "x-cache-replay", "natural"));
        HttpResponse<String> elsewhere = other.chat(body, "authorization", key);

        assertThat(header(elsewhere, "x-cache-match")).isEqualTo("exact");
        assertThat(second).isEqualTo(first);
        assertThat(Chats.withoutIdentity(elsewhere)).isEqualTo(first);
        assertThat(first).isNotEqualTo(Chats.withoutIdentity(live));
    }

    @Test
    void anInstantReplayHasTheChunksOfARecordedOneInOnePiece() {
        for (String usage : List.of(STREAM, "\"stream\":true,")) {
            String body = Chats.ask("one piece", usage);
            chat(body);

            HttpResponse<String> recorded = chat(body, "x-cache-replay", "recorded");
            List<HttpResponse<String>> instant =
                    List.of(
                            chat(body, "x-cache-replay", "instant"),
                            chat(body, "x-cache-replay", "instant"));

            assertThat(instant)
                    .allSatisfy(reply -> {
                        assertThat(header(reply, "x-cache-match")).isEqualTo("exact");
                        assertThat(header(reply, "content-type"))
                                .isEqualTo(header(recorded, "content-type"));
                        assertThat(header(reply, "content-length"))
                                .isEqualTo(
                                        Integer.toString(
                                                reply.body()
                                                        .getBytes(StandardCharsets.UTF_8)
                                                        .length));
                        assertThat(Chats.withoutIdentity(reply))
                                .isEqualTo(Chats.withoutIdentity(recorded));
                    })
                    .extracting(HttpResponse::body)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void eachResponseHasAnIdOfItsOwnAndChunksOfOneShareIt() {
        String stream = Chats.ask("identity", STREAM);
        String whole = Chats.ask("identity");

        List<HttpResponse<String>> streams = List.of(chat(stream), chat(stream), chat(stream));
        List<HttpResponse<String>> replies = List.of(chat(whole), chat(whole));

        List<List<String>> ids = streams.stream().map(ReplayIT::ids).toList();
        assertThat(ids).allSatisfy(each -> assertThat(each).hasSize(1));
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(replies)
                .extracting(reply -> JSON.readTree(reply.body()).path("id").stringValue())
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id).startsWith("chatcmpl-"));
        assertThat(replies)
                .extracting(reply -> header(reply, "x-cache-provenance"))
                .containsOnly(header(streams.getLast(), "x-cache-provenance"));
    }

    private static List<String> ids(HttpResponse<String> stream) {
        return chunks(stream).stream()
                .map(chunk -> chunk.path("id").stringValue())
                .distinct()
                .toList();
    }

    private static List<JsonNode> chunks(HttpResponse<String> stream) {
        return stream.body()
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> JSON.readTree(line.substring("data: ".length())))
                .toList();
    }

    /** Content, finish reason and tokens by choice, and the usage. */
    private static Map<String, String> said(HttpResponse<String> stream) {
        Map<String, String> said = new TreeMap<>();
        for (JsonNode chunk : chunks(stream)) {
            for (JsonNode choice : chunk.path("choices")) {
                String index = choice.path("index").toString();
                JsonNode content = choice.path("delta").path("content");
                said.merge(index + " content", content.asString(""), String::concat);
                JsonNode reason = choice.path("finish_reason");
                said.merge(index + " finish", reason.asString(""), String::concat);
                for (JsonNode token : choice.path("logprobs").path("content")) {
                    said.merge(index + " tokens", token.toString(), String::concat);
                }
            }
        }
        said.put("usage", chunks(stream).getLast().path("usage").toString());
        return said;
    }

    private HttpResponse<String> chat(String body, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "authorization";
        all[1] = key;
        System.arraycopy(headers, 0, all, 2, headers.length);
        return gateway.chat(body, all);
    }
}
