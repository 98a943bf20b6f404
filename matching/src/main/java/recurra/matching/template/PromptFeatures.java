package recurra.matching.template;

import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the guards and the score need to know of a prompt, computed once and kept with its entry.
 *
 * <p>Made where the prompt is embedded, of the text and the vectors of its tokens, and opaque to
 * everybody who passes it on.
 */
public final class PromptFeatures {
    /** The version that {@link #of} computes; features of two versions are never compared. */
    public static final int VERSION = 4;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final boolean english;
    private final QuestionType type;
    private final List<Token> tokens;
    private final List<Word> words;

    /** One for each word that is no function word; absent where the model gives none. */
    private final byte @Nullable [][] wordVectors;

    PromptFeatures(
            boolean english,
            QuestionType type,
            List<Token> tokens,
            List<Word> words,
            byte @Nullable [][] wordVectors) {
        this.english = english;
        this.type = type;
        this.tokens = List.copyOf(tokens);
        this.words = List.copyOf(words);
        this.wordVectors = wordVectors;
    }

    /** The features of the prompt, where no vectors of its tokens are known. */
    public static PromptFeatures of(String text) {
        return PromptReader.read(text, null);
    }

    /** The features of the prompt. */
    public static PromptFeatures of(String text, TokenVectors vectors) {
        return PromptReader.read(text, vectors);
    }

    /** Whether the English word lists apply. */
    boolean english() {
        return english;
    }

    /** What kind of answer the prompt asks for. */
    QuestionType type() {
        return type;
    }

    /** The words that can change the answer, in their order, as the guards compare them. */
    List<Token> tokens() {
        return tokens;
    }

    /** All words in their order, as the score compares them. */
    List<Word> words() {
        return words;
    }

    /** Whether one of the words is such. */
    boolean has(Predicate<Word> which) {
        for (Word word : words) {
            if (which.test(word)) {
                return true;
            }
        }
        return false;
    }

    boolean hasWordVectors() {
        return wordVectors != null;
    }

    byte[][] wordVectors() {
        if (wordVectors == null) {
            throw new IllegalStateException("No vectors of the words are known");
        }
        return wordVectors;
    }

    /**
     * The features as JSON: {@code {"version":4,"english":true,"type":"WHAT",
     * "tokens":[["WORD","capital"],…],"words":[["capitals","capital","CONTENT","NONE",52],…],
     * "vectors":"…"}}, with rarity in hundredths and the vectors in Base64.
     */
    public String toJson() {
        ObjectNode json = JSON.createObjectNode();
        json.put("version", VERSION).put("english", english).put("type", type.name());
        ArrayNode list = json.putArray("tokens");
        for (Token token : tokens) {
            list.addArray().add(token.kind().name()).add(token.text());
        }
        ArrayNode wordList = json.putArray("words");
        for (Word word : words) {
            wordList.addArray()
                    .add(word.text())
                    .add(word.lemma())
                    .add(word.kind().name())
                    .add(word.role().name())
                    .add(Math.round(word.rarity() * 100));
        }
        if (wordVectors != null) {
            byte[] bytes = new byte[wordVectors.length * WordVectors.DIMENSIONS];
            for (int i = 0; i < wordVectors.length; i++) {
                System.arraycopy(
                        wordVectors[i],
                        0,
                        bytes,
                        i * WordVectors.DIMENSIONS,
                        WordVectors.DIMENSIONS);
            }
            json.put("vectors", Base64.getEncoder().encodeToString(bytes));
        }
        return json.toString();
    }

    /**
     * The features that {@link #toJson} wrote.
     *
     * @throws IllegalArgumentException for anything else, other versions' features included
     */
    public static PromptFeatures fromJson(String json) {
        return PromptFeaturesReader.read(json);
    }

    /** Without content: no prompt reaches a log. */
    @Override
    public String toString() {
        return "PromptFeatures[type="
                + type
                + ", tokens="
                + tokens.size()
                + ", words="
                + words.size()
                + ", vectors="
                + hasWordVectors()
                + "]";
    }
}
