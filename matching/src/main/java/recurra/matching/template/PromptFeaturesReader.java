package recurra.matching.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads features from JSON, member by member: a decision reads those of all its candidates, and
 * most of its time would go into a tree of them.
 */
final class PromptFeaturesReader {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** What the vectors begin with. Within a string the marks would have strokes before them. */
    private static final String VECTORS = "\"vectors\":\"";

    private @Nullable Integer version;
    private @Nullable Boolean english;
    private @Nullable QuestionType type;
    private @Nullable List<Token> tokens;
    private @Nullable List<Word> words;
    private @Nullable String vectors;

    private PromptFeaturesReader() {}

    /**
     * The features.
     *
     * @throws IllegalArgumentException for JSON of anything else
     */
    static PromptFeatures read(String json) {
        int start = json.indexOf(VECTORS) + VECTORS.length();
        int end = start < VECTORS.length() ? -1 : json.indexOf('"', start);
        PromptFeaturesReader reader = new PromptFeaturesReader();
        try {
            if (end < 0) {
                reader.readObject(json);
            } else {
                // The vectors are the most of it by far, and no parser finds their end as fast.
                reader.readObject(json.substring(0, start) + json.substring(end));
                reader.vectors = json.substring(start, end);
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("Not the JSON of prompt features", e);
        }
        return reader.features();
    }

    private void readObject(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            expect(parser.nextToken() == JsonToken.START_OBJECT);
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "version" -> {
                        expect(value == JsonToken.VALUE_NUMBER_INT);
                        version = parser.getIntValue();
                    }
                    case "english" -> english = parser.getBooleanValue();
                    case "type" -> type = QuestionType.valueOf(text(parser, value));
                    case "tokens" -> tokens = tokens(parser, value);
                    case "words" -> words = words(parser, value);
                    case "vectors" -> vectors = text(parser, value);
                    default -> parser.skipChildren();
                }
            }
            expect(parser.currentToken() == JsonToken.END_OBJECT);
        }
    }

    private static List<Token> tokens(JsonParser parser, JsonToken start) {
        expect(start == JsonToken.START_ARRAY);
        List<Token> tokens = new ArrayList<>();
        while (parser.nextToken() == JsonToken.START_ARRAY) {
            TokenKind kind = TokenKind.valueOf(text(parser, parser.nextToken()));
            tokens.add(new Token(kind, text(parser, parser.nextToken())));
            expect(parser.nextToken() == JsonToken.END_ARRAY);
        }
        expect(parser.currentToken() == JsonToken.END_ARRAY);
        return tokens;
    }

    private static List<Word> words(JsonParser parser, JsonToken start) {
        expect(start == JsonToken.START_ARRAY);
        List<Word> words = new ArrayList<>();
        while (parser.nextToken() == JsonToken.START_ARRAY) {
            String text = text(parser, parser.nextToken());
            String lemma = text(parser, parser.nextToken());
            WordClass kind = WordClass.valueOf(text(parser, parser.nextToken()));
            WordRole role = WordRole.valueOf(text(parser, parser.nextToken()));
            expect(parser.nextToken() == JsonToken.VALUE_NUMBER_INT);
            words.add(new Word(text, lemma, kind, role, parser.getIntValue() / 100.0));
            expect(parser.nextToken() == JsonToken.END_ARRAY);
        }
        expect(parser.currentToken() == JsonToken.END_ARRAY);
        return words;
    }

    private static String text(JsonParser parser, @Nullable JsonToken token) {
        expect(token == JsonToken.VALUE_STRING);
        return parser.getString();
    }

    private static void expect(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("Not the JSON of prompt features");
        }
    }

    private PromptFeatures features() {
        if (version == null || english == null || type == null || tokens == null || words == null) {
            throw new IllegalArgumentException("Not the JSON of prompt features");
        }
        if (version != PromptFeatures.VERSION) {
            throw new IllegalArgumentException(
                    "Features of version "
                            + version
                            + "; this build reads "
                            + PromptFeatures.VERSION);
        }
        return new PromptFeatures(
                english, type, tokens, words, vectors == null ? null : vectors(vectors, words));
    }

    private static byte[][] vectors(String base64, List<Word> words) {
        byte[] bytes = Base64.getDecoder().decode(base64);
        int count = 0;
        for (Word word : words) {
            count += word.isFunction() ? 0 : 1;
        }
        if (bytes.length != count * WordVectors.DIMENSIONS) {
            throw new IllegalArgumentException(
                    "%d bytes of vectors for %d words".formatted(bytes.length, count));
        }
        byte[][] vectors = new byte[count][];
        for (int i = 0; i < count; i++) {
            int start = i * WordVectors.DIMENSIONS;
            vectors[i] = Arrays.copyOfRange(bytes, start, start + WordVectors.DIMENSIONS);
        }
        return vectors;
    }
}
