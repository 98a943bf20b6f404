package recurra.embedder.embeddings;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import recurra.embedder.embeddings.EmbeddingRequest.Format;
import recurra.embedder.error.EmbedderException;
import recurra.embedder.error.ErrorCode;
import recurra.embedder.model.EmbeddingSpace;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads requests for embeddings and says what is wrong with those that are not valid. */
public final class EmbeddingRequestReader {
    private static final Set<String> FIELDS =
            Set.of("input", "model", "encoding_format", "dimensions", "user");

    private final JsonMapper json;
    private final String model;
    private final int maxInputs;
    private final int maxCharacters;
    private final int maxBytes;

    /**
     * @param model the one model that there is
     * @param maxInputs the most texts of a request
     * @param maxCharacters the most UTF-16 units of a text
     * @param maxBytes the most bytes of a request
     */
    public EmbeddingRequestReader(
            JsonMapper json, String model, int maxInputs, int maxCharacters, int maxBytes) {
        this.json = json;
        this.model = model;
        this.maxInputs = maxInputs;
        this.maxCharacters = maxCharacters;
        this.maxBytes = maxBytes;
    }

    EmbeddingRequest read(InputStream in) throws IOException {
        byte[] body = in.readNBytes(maxBytes + 1);
        if (body.length > maxBytes) {
            throw new EmbedderException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "The request is larger than "
                            + maxBytes
                            + " bytes. Send fewer or shorter inputs.");
        }
        JsonNode tree = parse(body);
        Set<String> unknown = new TreeSet<>(tree.propertyNames());
        unknown.removeAll(FIELDS);
        if (!unknown.isEmpty()) {
            String field = unknown.iterator().next();
            throw EmbedderException.invalid(
                    field, "Unrecognized request argument supplied: " + field + ". Leave it out.");
        }
        checkModel(tree.path("model"));
        checkDimensions(tree.path("dimensions"));
        return new EmbeddingRequest(
                inputs(tree.path("input")), format(tree.path("encoding_format")));
    }

    private JsonNode parse(byte[] body) {
        JsonNode tree;
        try {
            tree = json.readTree(body);
        } catch (JacksonException e) {
            throw new EmbedderException(
                    ErrorCode.INVALID_REQUEST, "The body is not valid JSON" + position(e) + ".", e);
        }
        if (!tree.isObject()) {
            throw new EmbedderException(
                    ErrorCode.INVALID_REQUEST,
                    "The body must be a JSON object such as {\"input\": \"text\", \"model\": \"%s\"}."
                            .formatted(model));
        }
        return tree;
    }

    private List<String> inputs(JsonNode input) {
        if (input.isString()) {
            return List.of(text(input, "input"));
        }
        if (!input.isArray()) {
            throw EmbedderException.invalid(
                    "input", "'input' is required: a string or an array of strings.");
        }
        if (input.isEmpty() || input.size() > maxInputs) {
            throw EmbedderException.invalid(
                    "input",
                    "'input' must have 1 to %d strings, and has %d. Send them in several requests."
                            .formatted(maxInputs, input.size()));
        }
        List<String> texts = new ArrayList<>(input.size());
        for (int i = 0; i < input.size(); i++) {
            texts.add(text(input.get(i), "input[" + i + "]"));
        }
        return texts;
    }

    private String text(JsonNode node, String param) {
        if (node.isNumber() || node.isArray()) {
            throw EmbedderException.invalid(
                    param,
                    "Arrays of tokens are not supported, because tokens of other models mean nothing to "
                            + model
                            + ". Send the text as a string.");
        }
        if (!node.isString()) {
            throw EmbedderException.invalid(param, "'" + param + "' must be a string.");
        }
        String text = node.stringValue();
        if (text.isEmpty()) {
            throw EmbedderException.invalid(
                    param, "'" + param + "' cannot be an empty string. Leave it out.");
        }
        if (text.length() > maxCharacters) {
            throw EmbedderException.invalid(
                    param,
                    "'%s' has %d characters, and at most %d are read. Send a shorter text."
                            .formatted(param, text.length(), maxCharacters));
        }
        return text;
    }

    private void checkModel(JsonNode node) {
        if (absent(node)) {
            return;
        }
        if (!node.isString()) {
            throw EmbedderException.invalid("model", "'model' must be a string.");
        }
        if (!node.stringValue().equals(model)) {
            throw EmbedderException.of(
                    ErrorCode.MODEL_NOT_FOUND,
                    "model",
                    "There is no such model here. Use '" + model + "', or leave 'model' out.");
        }
    }

    private static void checkDimensions(JsonNode node) {
        boolean right =
                absent(node)
                        || (node.isIntegralNumber()
                                && node.canConvertToInt()
                                && node.intValue() == EmbeddingSpace.DIMENSIONS);
        if (!right) {
            throw EmbedderException.invalid(
                    "dimensions",
                    "'dimensions' can only be %d. Leave it out."
                            .formatted(EmbeddingSpace.DIMENSIONS));
        }
    }

    private static Format format(JsonNode node) {
        if (absent(node)) {
            return Format.FLOAT;
        }
        return switch (node.isString() ? node.stringValue() : "") {
            case "float" -> Format.FLOAT;
            case "base64" -> Format.BASE64;
            default ->
                    throw EmbedderException.invalid(
                            "encoding_format", "'encoding_format' must be 'float' or 'base64'.");
        };
    }

    /** Where the reader stopped, which it does not say when nesting is too deep. */
    private static String position(JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        return at == null
                ? ", or nested too deeply"
                : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    private static boolean absent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }
}
