package recurra.matching.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What WordNet 3.1 knows of English words: how rare they are, which mean the same or the opposite,
 * what they are kinds of, and which are proper names. Words are given in lower case.
 *
 * <p>Made by {@code matching/src/lexicon/BuildLexicon.java}. Loaded once, in some 150 milliseconds,
 * when first asked.
 */
public final class Lexicon {
    private static final Map<String, Word> WORDS = new HashMap<>(80_000);
    private static final Map<String, String> FORMS = new HashMap<>(5_000);

    /** Rarity of a word in one gloss of WordNet, as of all the words that it does not know. */
    private static final double RAREST = 11.7;

    private static final int[] NONE = {};

    static {
        read("words.tsv", fields -> WORDS.put(fields[0], Word.of(fields)));
        read("forms.tsv", fields -> FORMS.put(fields[0], fields[1]));
    }

    private Lexicon() {}

    /** Whether WordNet knows the word, or a form of it. */
    public static boolean knows(String word) {
        return WORDS.containsKey(word) || FORMS.containsKey(word) || WORDS.containsKey(lemma(word));
    }

    /** Whether the word is nothing but a proper name, such as {@code california}. */
    public static boolean isName(String word) {
        Word known = WORDS.get(word);
        return known != null && known.name();
    }

    /** How rare the word is, from 0 (in every text) to 1 (in none). */
    public static double rarity(String word) {
        Word known = WORDS.get(word);
        return known == null ? 1 : Math.min(1, known.rarity() / RAREST);
    }

    /**
     * The word without the endings of plural, past and progress: {@code flights} and {@code
     * flying}, {@code flew} give {@code flight}, {@code fly} and {@code fly}.
     */
    public static String lemma(String word) {
        String irregular = FORMS.get(word);
        if (irregular != null) {
            return irregular;
        }
        int length = word.length();
        if (length > 4 && word.endsWith("ies")) {
            return firstKnown(word, word.substring(0, length - 3) + "y");
        }
        if (length > 3 && word.endsWith("s") && !word.endsWith("ss")) {
            return firstKnown(word, word.substring(0, length - 1), word.substring(0, length - 2));
        }
        if (length > 5 && word.endsWith("ing")) {
            return verb(word, word.substring(0, length - 3));
        }
        if (length > 4 && word.endsWith("ed")) {
            return verb(word, word.substring(0, length - 2));
        }
        return word;
    }

    /** Whether the word is an adjective's highest degree in one word, such as {@code tallest}. */
    public static boolean isSuperlative(String word) {
        int stem = word.length() - 3;
        if (stem < 3 || !word.endsWith("est") || knows(word)) {
            return false;
        }
        String bare = word.substring(0, stem);
        boolean doubled = bare.charAt(stem - 1) == bare.charAt(stem - 2);
        return knows(bare)
                || knows(bare + "e")
                || (doubled && knows(bare.substring(0, stem - 1)))
                || (bare.endsWith("i") && knows(bare.substring(0, stem - 1) + "y"));
    }

    private static String verb(String word, String stem) {
        int length = stem.length();
        boolean doubled = length > 2 && stem.charAt(length - 1) == stem.charAt(length - 2);
        return doubled
                ? firstKnown(word, stem.substring(0, length - 1), stem)
                : firstKnown(word, stem + "e", stem);
    }

    private static String firstKnown(String word, String... candidates) {
        for (String candidate : candidates) {
            Word known = WORDS.get(candidate);
            if (known != null && known.meanings().length > 0) {
                return candidate;
            }
        }
        return word;
    }

    /** How near two words are in meaning. */
    public enum Nearness {
        FAR,
        /** One is a kind of the other, or both are like a third. */
        RELATED,
        /** They share a meaning. */
        SYNONYMS
    }

    /** How near the words are, by any of their commonest meanings. */
    public static Nearness nearness(String one, String other) {
        if (one.equals(other)) {
            return Nearness.SYNONYMS;
        }
        Word left = WORDS.get(one);
        Word right = WORDS.get(other);
        if (left == null || right == null) {
            return Nearness.FAR;
        }
        if (intersect(left.meanings(), right.meanings())) {
            return Nearness.SYNONYMS;
        }
        boolean related =
                intersect(left.meanings(), right.kinds())
                        || intersect(left.kinds(), right.meanings());
        return related ? Nearness.RELATED : Nearness.FAR;
    }

    /** Whether the words are opposites. */
    public static boolean areOpposite(String one, String other) {
        Word left = WORDS.get(one);
        Word right = WORDS.get(other);
        return (left != null && left.opposites().contains(other))
                || (right != null && right.opposites().contains(one));
    }

    /** What field the word's commonest noun belongs to; numbers are WordNet's. */
    public static OptionalInt field(String word) {
        return Optional.ofNullable(WORDS.get(word))
                .map(known ->
                        known.field() < 0 ? OptionalInt.empty() : OptionalInt.of(known.field()))
                .orElse(OptionalInt.empty());
    }

    /** Of two sorted arrays. */
    private static boolean intersect(int[] one, int[] other) {
        int i = 0;
        int j = 0;
        while (i < one.length && j < other.length) {
            if (one[i] == other[j]) {
                return true;
            }
            if (one[i] < other[j]) {
                i++;
            } else {
                j++;
            }
        }
        return false;
    }

    private record Word(
            double rarity,
            boolean name,
            @SuppressWarnings("ArrayRecordComponent") int[] meanings,
            @SuppressWarnings("ArrayRecordComponent") int[] kinds,
            int field,
            Set<String> opposites) {
        static Word of(String[] fields) {
            return new Word(
                    Integer.parseInt(fields[1]) / 10.0,
                    fields[2].equals("N"),
                    numbers(fields[3]),
                    numbers(fields[4]),
                    fields[5].isEmpty() ? -1 : Integer.parseInt(fields[5]),
                    fields[6].isEmpty() ? Set.of() : Set.of(fields[6].split(",")));
        }

        private static int[] numbers(String list) {
            return list.isEmpty()
                    ? NONE
                    : Arrays.stream(list.split(","))
                            .mapToInt(number -> Integer.parseInt(number, 36))
                            .sorted()
                            .toArray();
        }
    }

    @FunctionalInterface
    private interface Line {
        void take(String[] fields);
    }

    private static void read(String name, Line line) {
        String path = "/recurra/matching/lexicon/" + name;
        try (@Nullable InputStream in = Lexicon.class.getResourceAsStream(path)) {
            BufferedReader reader =
                    new BufferedReader(
                            new InputStreamReader(
                                    Objects.requireNonNull(in, path), StandardCharsets.UTF_8));
            reader.lines()
                    .filter(text -> !text.startsWith("#"))
                    .forEach(text -> line.take(text.split("\t", -1)));
        } catch (IOException e) {
            throw new UncheckedIOException("The lexicon's file " + name + " is damaged", e);
        }
    }
}
