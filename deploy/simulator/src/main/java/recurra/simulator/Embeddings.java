package recurra.simulator;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers {@code POST /v1/embeddings} with unit vectors: the sum of one pseudo-random vector per
 * word, so that texts which share words are near.
 */
final class Embeddings {

    private static final int MAX_INPUTS = 2_048;
    private static final int MAX_DIMENSIONS = 3_072;

    /** The most words, times dimensions, of one request: about a second of work. */
    private static final long MAX_WORK = 1L << 28;

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

    private Embeddings() {}

    static Reply.Whole answer(ObjectNode body, Models models) {
        RequestBody request = new RequestBody(body);
        String model = request.model();
        models.requireKnown(model);
        List<Input> inputs = inputs(request.required("input"));
        int dimensions =
                request.number("dimensions", 1, MAX_DIMENSIONS).orElse(Models.dimensions(model));
        requireWorkable(inputs, dimensions);
        boolean base64 = base64(body.path("encoding_format").asString("float"));

        ObjectNode response = Json.object().put("object", "list");
        ArrayNode data = response.putArray("data");
        int tokens = 0;
        for (Input input : inputs) {
            tokens += input.tokens();
            ObjectNode embedding =
                    data.addObject().put("object", "embedding").put("index", data.size() - 1);
            float[] vector = vector(input.words(), dimensions);
            if (base64) {
                embedding.put("embedding", Base64.getEncoder().encodeToString(bytes(vector)));
            } else {
                ArrayNode values = embedding.putArray("embedding");
                for (float value : vector) {
                    values.add(value);
                }
            }
        }
        response.put("model", model)
                .putObject("usage")
                .put("prompt_tokens", tokens)
                .put("total_tokens", tokens);
        return Reply.Whole.json(200, response, 1);
    }

    private record Input(List<String> words, int tokens) {

        static Input of(String text) {
            List<String> words =
                    BETWEEN_WORDS
                            .splitAsStream(text.toLowerCase(Locale.ROOT))
                            .filter(word -> !word.isEmpty())
                            .toList();
            return new Input(words, Tokens.count(text));
        }

        static Input ofTokens(JsonNode tokens) {
            List<String> words = new ArrayList<>();
            tokens.forEach(token -> words.add(token.asString()));
            return new Input(words, words.size());
        }
    }

    private static List<Input> inputs(JsonNode input) {
        if (input.isString()) {
            return List.of(Input.of(input.stringValue()));
        }
        if (!input.isArray() || input.isEmpty() || input.size() > MAX_INPUTS) {
            throw invalidInput();
        }
        if (input.get(0).isNumber()) {
            return List.of(Input.ofTokens(input));
        }
        List<Input> inputs = new ArrayList<>();
        for (JsonNode element : input) {
            if (element.isString()) {
                inputs.add(Input.of(element.stringValue()));
            } else if (element.isArray()) {
                inputs.add(Input.ofTokens(element));
            } else {
                throw invalidInput();
            }
        }
        return inputs;
    }

    private static ApiException invalidInput() {
        return RequestBody.invalid(
                "'input' must be a string, an array of tokens, or an array of 1 to %d of them."
                        .formatted(MAX_INPUTS),
                "input",
                "invalid_type");
    }

    private static void requireWorkable(List<Input> inputs, int dimensions) {
        long words = inputs.stream().mapToLong(input -> input.words().size()).sum();
        if (Math.max(words, inputs.size()) * dimensions > MAX_WORK) {
            throw RequestBody.invalid(
                    "'input' is too long for the simulator. Send fewer or shorter inputs.",
                    "input",
                    "input_too_long");
        }
    }

    private static boolean base64(String encoding) {
        return switch (encoding) {
            case "float" -> false;
            case "base64" -> true;
            default ->
                    throw RequestBody.invalid(
                            "Invalid 'encoding_format': expected 'float' or 'base64'.",
                            "encoding_format",
                            "invalid_value");
        };
    }

    private static float[] vector(List<String> words, int dimensions) {
        double[] sum = new double[dimensions];
        for (String word : words.isEmpty() ? List.of("") : words) {
            SplittableRandom random = Digest.of(word).random();
            for (int i = 0; i < dimensions; i++) {
                sum[i] += random.nextDouble(-1, 1);
            }
        }
        double square = 0;
        for (double value : sum) {
            square += value * value;
        }
        double length = Math.sqrt(square);
        float[] vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) (sum[i] / length);
        }
        return vector;
    }

    private static byte[] bytes(float[] vector) {
        ByteBuffer buffer =
                ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(vector);
        return buffer.array();
    }
}
