package recurra.matching.template;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A prompt while it is compared, with what is told of it alone, so that five comparisons find it
 * out once. Lives as long as a decision; for one thread.
 */
final class ComparedPrompt {
    /** What a prompt speaks of, told by single words. */
    enum Theme {
        FIRST_PERSON("i", "me", "my", "mine", "i'm", "i've"),
        SECOND_PERSON("you", "your", "yours", "you're"),
        OBLIGATION("should", "shall", "must", "shouldn't"),
        PAST("did", "was", "were", "used", "had", "didn't"),
        BEST("best", "good", "better", "great"),
        /** One thing beside another. */
        LISTING("and", "or");

        private static final Map<String, Theme> OF = new HashMap<>();

        static {
            for (Theme theme : values()) {
                for (String word : theme.words) {
                    if (OF.put(word, theme) != null) {
                        throw new IllegalStateException(word + " has two themes");
                    }
                }
            }
        }

        private final Set<String> words;

        Theme(String... words) {
            this.words = Set.of(words);
        }
    }

    private final PromptFeatures features;
    private final EnumSet<Theme> themes = EnumSet.noneOf(Theme.class);
    private final double rarity;
    private final int weighty;
    private @Nullable Numbering numbering;
    private @Nullable LetterRuns letters;
    private @Nullable WordVectors vectors;
    private @Nullable Boolean extreme;
    private @Nullable Boolean singlingOut;

    ComparedPrompt(PromptFeatures features) {
        this.features = features;
        double sum = 0;
        int count = 0;
        for (Word word : features.words()) {
            if (!word.isFunction()) {
                sum += word.rarity();
                count++;
            }
            Theme theme = Theme.OF.get(word.text());
            if (theme != null) {
                themes.add(theme);
            }
        }
        rarity = sum;
        weighty = count;
    }

    PromptFeatures features() {
        return features;
    }

    List<Word> words() {
        return features.words();
    }

    boolean speaksOf(Theme theme) {
        return themes.contains(theme);
    }

    /** Of all words with weight. */
    double rarity() {
        return rarity;
    }

    /** How many words have weight. */
    int weighty() {
        return weighty;
    }

    /** Whether it asks for an end of some scale, or singles something out. */
    boolean asksForAnExtreme() {
        if (extreme == null) {
            extreme = singlesOut() || Extremes.named(features);
        }
        return extreme;
    }

    /** Whether it asks for some only of what it would ask for without the words that say so. */
    boolean singlesOut() {
        if (singlingOut == null) {
            singlingOut = Extremes.singledOut(features);
        }
        return singlingOut;
    }

    LetterRuns letters() {
        if (letters == null) {
            letters = LetterRuns.of(features.words());
        }
        return letters;
    }

    /** Only where the features have them. */
    WordVectors vectors() {
        if (vectors == null) {
            vectors = new WordVectors(features.wordVectors());
        }
        return vectors;
    }

    Numbering numbering() {
        if (numbering == null) {
            numbering = new Numbering(features.words());
        }
        return numbering;
    }

    /** A prompt's words as numbers: equal words, whether texts or lemmas, have equal numbers. */
    static final class Numbering {
        /** What the prompt does not say. */
        static final int UNKNOWN = -1;

        private final Map<String, Integer> numbers;
        private final int[] texts;
        private final int[] lemmas;

        private Numbering(List<Word> words) {
            numbers = HashMap.newHashMap(2 * words.size());
            texts = new int[words.size()];
            lemmas = new int[words.size()];
            for (int i = 0; i < texts.length; i++) {
                texts[i] = number(words.get(i).text());
                lemmas[i] = number(words.get(i).lemma());
            }
        }

        private int number(String word) {
            Integer known = numbers.putIfAbsent(word, numbers.size());
            return known == null ? numbers.size() - 1 : known;
        }

        /** How many numbers there are. */
        int size() {
            return numbers.size();
        }

        /** Of the prompt's own words, by place. Not to be changed. */
        int[] texts() {
            return texts;
        }

        /** The same of their lemmas. */
        int[] lemmas() {
            return lemmas;
        }

        /** The numbers of any words, by place. */
        int[] ofTexts(List<Word> words) {
            int[] found = new int[words.size()];
            Arrays.setAll(found, i -> numbers.getOrDefault(words.get(i).text(), UNKNOWN));
            return found;
        }

        /** The numbers of any words' lemmas, by place. */
        int[] ofLemmas(List<Word> words) {
            int[] found = new int[words.size()];
            Arrays.setAll(found, i -> numbers.getOrDefault(words.get(i).lemma(), UNKNOWN));
            return found;
        }
    }
}
