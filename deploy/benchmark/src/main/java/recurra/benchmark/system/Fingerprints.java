package recurra.benchmark.system;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import recurra.benchmark.load.Call;
import recurra.benchmark.process.ProgramException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the embedder says of texts. */
record Fingerprints(
        String embeddingModel, String embeddingVersion, int featuresVersion, List<Item> items) {
    private static final int PER_CALL = 64;
    private static final JsonMapper JSON = JsonMapper.shared();

    /** One text's vector and features. */
    record Item(@SuppressWarnings("ArrayRecordComponent") float[] vector, String features) {}

    static Fingerprints of(Service embedder, List<String> texts) {
        List<Item> items = new ArrayList<>();
        JsonNode answer = JSON.missingNode();
        for (int from = 0; from < texts.size(); from += PER_CALL) {
            answer = ask(embedder, texts.subList(from, Math.min(from + PER_CALL, texts.size())));
            for (JsonNode item : answer.path("data")) {
                items.add(
                        new Item(
                                vector(item.path("embedding").asString("")),
                                item.path("features").asString("")));
            }
        }
        return new Fingerprints(
                answer.path("embedding_model").asString(""),
                answer.path("embedding_version").asString(""),
                answer.path("features_version").asInt(0),
                items);
    }

    private static JsonNode ask(Service embedder, List<String> texts) {
        ObjectNode body = JSON.createObjectNode();
        body.put("model", "e5-small-v2");
        body.set("input", JSON.valueToTree(texts));
        var response = Http.send(Call.of(embedder.port(), "/v1/fingerprints", body.toString()));
        String text = new String(response.body(), StandardCharsets.UTF_8);
        if (response.statusCode() != 200) {
            throw new ProgramException("The embedder answers " + text);
        }
        return JSON.readTree(text);
    }

    private static float[] vector(String base64) {
        ByteBuffer bytes =
                ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
        float[] vector = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(vector);
        return vector;
    }
}
