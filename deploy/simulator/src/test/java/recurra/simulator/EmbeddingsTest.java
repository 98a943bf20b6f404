package recurra.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class EmbeddingsTest extends SimulatorFixture {

    EmbeddingsTest() {
        super(SimulatorOptions.defaults());
    }

    @Test
    void textsThatShareWordsAreNear() throws Exception {
        JsonNode response =
                embed(
                        """
                        {"model": "simulator-embedding", "input": ["How do I reset my password?",
                          "How can I reset my password", "The weather is fine"]}\
                        """);

        float[] question = floats(response.at("/data/0/embedding"));
        assertThat(question).hasSize(384);
        assertThat(dot(question, question)).isCloseTo(1, within(1e-5));
        assertThat(dot(question, floats(response.at("/data/1/embedding")))).isGreaterThan(0.6);
        assertThat(dot(question, floats(response.at("/data/2/embedding")))).isLessThan(0.3);
        assertThat(response.at("/data/2/index").intValue()).isEqualTo(2);
        assertThat(response.at("/usage/prompt_tokens").intValue()).isEqualTo(17);
    }

    @Test
    void base64IsTheSameVector() throws Exception {
        String request =
                """
                {"model": "text-embedding-3-small", "input": "Hello", "dimensions": 8, "encoding_format": "%s"}\
                """;
        float[] floats = floats(embed(request.formatted("float")).at("/data/0/embedding"));
        String base64 = embed(request.formatted("base64")).at("/data/0/embedding").stringValue();

        float[] decoded = new float[8];
        ByteBuffer.wrap(Base64.getDecoder().decode(base64))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(decoded);
        assertThat(decoded).isEqualTo(floats);
    }

    @Test
    void acceptsTokens() throws Exception {
        JsonNode one = embed("{\"model\": \"text-embedding-3-small\", \"input\": [1, 2]}");
        JsonNode two = embed("{\"model\": \"text-embedding-3-small\", \"input\": [[1, 2], [3]]}");

        assertThat(one.path("data").size()).isOne();
        assertThat(two.path("data").size()).isEqualTo(2);
        assertThat(two.at("/data/0/embedding")).isEqualTo(one.at("/data/0/embedding"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\": \"text-embedding-3-small\"}",
                "{\"model\": \"text-embedding-3-small\", \"input\": []}",
                "{\"model\": \"text-embedding-3-small\", \"input\": [true]}",
                "{\"model\": \"text-embedding-3-small\", \"input\": \"a\", \"dimensions\": -1}",
                "{\"model\": \"text-embedding-3-small\", \"input\": \"a\", \"encoding_format\": \"x\"}"
            })
    void refusesWhatIsNoInput(String request) throws Exception {
        assertThat(client.post(Endpoints.EMBEDDINGS, request).statusCode()).isEqualTo(400);
    }

    private JsonNode embed(String request) throws Exception {
        return Json.parse(client.post(Endpoints.EMBEDDINGS, request).body());
    }

    private static float[] floats(JsonNode array) {
        float[] floats = new float[array.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = array.get(i).floatValue();
        }
        return floats;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
