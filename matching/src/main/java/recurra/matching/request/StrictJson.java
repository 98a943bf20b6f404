package recurra.matching.request;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads JSON as RFC 8259 and I-JSON (RFC 7493) have it, and nothing more: valid UTF-8, one value,
 * no name twice in an object, no lone surrogate, no NaN. Whatever two readers could understand
 * differently is refused, since the gateway and the provider must see the same request. Numbers
 * keep every digit.
 */
final class StrictJson {
    /** Digits of one number; more would only cost time. */
    private static final int LONGEST_NUMBER = 1_000;

    /** What stands in a text for bytes that are not UTF-8, or for itself. */
    private static final char REPLACEMENT = '\uFFFD';

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNumberLength(LONGEST_NUMBER)
                                    // The size of the whole body is limited already.
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .maxNestingDepth(RequestLimits.DEEPEST + 1)
                                    .build())
                    .build();

    private final JsonParser parser;
    private final int maxDepth;
    private final boolean escapes;

    /**
     * @param escapes whether there may be a surrogate without its other half, which UTF-8 itself
     *     does not have
     */
    private StrictJson(JsonParser parser, int maxDepth, boolean escapes) {
        this.parser = parser;
        this.maxDepth = maxDepth;
        this.escapes = escapes;
    }

    /** Reads the one value that the bytes hold, in UTF-8. */
    static JsonNode read(byte[] bytes, int maxDepth) throws InvalidRequestException {
        String text = decode(bytes);
        if (mayBeTakenForAnotherEncoding(bytes)) {
            return read(text, maxDepth);
        }
        // Reading bytes takes a third of the time. What they cannot be read as, the text tells: it
        // counts in characters.
        boolean escapes = text.contains("\\u");
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
            return new StrictJson(parser, maxDepth, escapes).whole();
        } catch (JacksonException | InvalidRequestException e) {
            return read(text, maxDepth);
        }
    }

    /** Reads the one value that the text holds. */
    static JsonNode read(String text, int maxDepth) throws InvalidRequestException {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return new StrictJson(parser, maxDepth, true).whole();
        } catch (JacksonException e) {
            // The parser's own message would quote the body.
            throw InvalidRequestException.malformed(
                    "it cannot be read" + at(e.getLocation()) + ".");
        }
    }

    private static String decode(byte[] bytes) throws InvalidRequestException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) < 0) {
            return text;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw InvalidRequestException.malformed("it is not encoded in UTF-8.");
        }
    }

    /** The parser guesses from the first bytes, unless they are two characters of ASCII. */
    private static boolean mayBeTakenForAnotherEncoding(byte[] bytes) {
        return bytes.length < 4 || bytes[0] <= 0 || bytes[1] <= 0 || bytes[2] == 0 || bytes[3] == 0;
    }

    private JsonNode whole() throws InvalidRequestException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw InvalidRequestException.malformed("it is empty. Send a JSON object.");
        }
        JsonNode value = value(first, 0);
        if (parser.nextToken() != null) {
            throw InvalidRequestException.malformed(
                    "something follows its end" + at(parser.currentTokenLocation()) + ".");
        }
        return value;
    }

    private JsonNode value(JsonToken token, int depth) throws InvalidRequestException {
        return switch (token) {
            case START_OBJECT -> object(depth + 1);
            case START_ARRAY -> array(depth + 1);
            case VALUE_STRING -> NODES.stringNode(checked(parser.getString()));
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> decimal();
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                    throw new IllegalStateException("Not the start of a value: " + token);
        };
    }

    private JsonNode integer() {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            case BIG_INTEGER -> NODES.numberNode(parser.getBigIntegerValue());
            case FLOAT, DOUBLE, BIG_DECIMAL ->
                    throw new IllegalStateException("An integer token holds an integer");
        };
    }

    private JsonNode decimal() throws InvalidRequestException {
        try {
            return NODES.numberNode(parser.getDecimalValue());
        } catch (NumberFormatException e) {
            throw InvalidRequestException.malformed(
                    "a number has too large an exponent" + at(parser.currentTokenLocation()) + ".");
        }
    }

    private ObjectNode object(int depth) throws InvalidRequestException {
        requireDepth(depth);
        ObjectNode object = NODES.objectNode();
        for (JsonToken token = parser.nextToken();
                token == JsonToken.PROPERTY_NAME;
                token = parser.nextToken()) {
            String name = checked(parser.currentName());
            if (object.has(name)) {
                throw InvalidRequestException.malformed(
                        "the name '"
                                + InvalidRequestException.shown(name)
                                + "' stands twice in one object"
                                + at(parser.currentTokenLocation())
                                + ".");
            }
            object.set(name, value(parser.nextToken(), depth));
        }
        return object;
    }

    private ArrayNode array(int depth) throws InvalidRequestException {
        requireDepth(depth);
        ArrayNode array = NODES.arrayNode();
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            array.add(value(token, depth));
        }
        return array;
    }

    private void requireDepth(int depth) throws InvalidRequestException {
        if (depth > maxDepth) {
            throw InvalidRequestException.tooDeep(maxDepth);
        }
    }

    /** Refuses a lone surrogate: UTF-8 has none, so two different ones would hash alike. */
    private String checked(String text) throws InvalidRequestException {
        for (int i = 0; escapes && i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            boolean paired =
                    Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1));
            if (!paired) {
                throw InvalidRequestException.malformed(
                        "a string has half of a surrogate pair"
                                + at(parser.currentTokenLocation())
                                + ". Escape the whole character.");
            }
            i++;
        }
        return text;
    }

    private static String at(TokenStreamLocation location) {
        return " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
