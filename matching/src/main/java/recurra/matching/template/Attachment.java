package recurra.matching.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import recurra.matching.text.Lexicon;
import recurra.matching.text.Lexicon.Nearness;
import recurra.matching.text.WordList;

/** What a word belongs to: the end of a scale to a thing, a bound to a time, a kind to a trip. */
final class Attachment {
    private static final Map<String, String> BOUNDS =
            Map.of(
                    "before", "before",
                    "until", "before",
                    "till", "before",
                    "after", "after",
                    "since", "after");

    /** Extremes that count things and belong to nothing else. */
    private static final Set<String> AMOUNTS = Set.of("most", "least");

    /** Each one word or two. */
    private static final Set<String> KINDS = WordList.set("singled-kinds");

    private static final Set<String> ENDS_OF_KINDS =
            KINDS.stream()
                    .filter(kind -> kind.contains(" "))
                    .map(kind -> kind.substring(kind.indexOf(' ') + 1))
                    .collect(Collectors.toUnmodifiableSet());

    private Attachment() {}

    /**
     * Whether an extreme belongs to one of two things here and to the other there: "the smallest
     * city in the largest state" and "the biggest city in the smallest state", "which river runs
     * through most states" and "which state has most rivers". Where there is one only, its thing
     * may also be named in two ways: "the best laptop for gaming", "the best gaming laptop".
     */
    static boolean extremesApart(PromptFeatures one, PromptFeatures other) {
        List<Integer> left = extremes(one.words());
        List<Integer> right = left.isEmpty() ? List.of() : extremes(other.words());
        boolean several = left.size() > 1 && right.size() > 1;
        for (int i : left) {
            for (int j : right) {
                Word here = one.words().get(i);
                Word there = other.words().get(j);
                boolean tells = several || AMOUNTS.contains(here.text());
                if (tells
                        && areOne(here, there)
                        && areApart(head(one.words(), i), head(other.words(), j), one, other)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Whether one asks for a measure and the other for what comes first by it: "the area of the
     * smallest state" and "the smallest state by area".
     */
    static boolean measuresApart(PromptFeatures one, PromptFeatures other) {
        return measures(one, other) || measures(other, one);
    }

    /** Whether a number or time that both have is a bound here and none, or another, there. */
    static boolean boundsApart(PromptFeatures one, PromptFeatures other) {
        if (!hasBounds(one) && !hasBounds(other)) {
            return false;
        }
        Map<String, String> right = bounds(other);
        return bounds(one).entrySet().stream()
                .anyMatch(bound -> {
                    String there = right.get(bound.getKey());
                    return there != null && !there.equals(bound.getValue());
                });
    }

    private static boolean hasBounds(PromptFeatures prompt) {
        for (Word word : prompt.words()) {
            if (BOUNDS.containsKey(word.text())) {
                return true;
            }
        }
        return false;
    }

    /** Whether they want other kinds of one thing: a round trip, a nonstop flight. */
    static boolean kindsApart(PromptFeatures one, PromptFeatures other) {
        return !kinds(one).equals(kinds(other));
    }

    private static boolean areOne(Word one, Word other) {
        return one.text().equals(other.text())
                || Lexicon.nearness(one.lemma(), other.lemma()) == Nearness.SYNONYMS;
    }

    private static boolean areApart(
            Optional<String> one,
            Optional<String> other,
            PromptFeatures left,
            PromptFeatures right) {
        return one.isPresent()
                && other.isPresent()
                && !one.equals(other)
                && has(right.words(), one.get())
                && has(left.words(), other.get());
    }

    /** Where they stand. */
    private static List<Integer> extremes(List<Word> words) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            if (Extremes.isExtreme(words.get(i))) {
                places.add(i);
            }
        }
        return places;
    }

    private static boolean has(List<Word> words, String lemma) {
        return words.stream().anyMatch(word -> word.lemma().equals(lemma));
    }

    /** The thing that the word at that place belongs to. */
    private static Optional<String> head(List<Word> words, int place) {
        for (Word word : words.subList(place + 1, words.size())) {
            if (!word.isFunction()) {
                return Optional.of(word.lemma());
            }
        }
        return Optional.empty();
    }

    private static boolean measures(PromptFeatures ranking, PromptFeatures measuring) {
        List<Word> words = ranking.words();
        for (int i = 1; i < words.size(); i++) {
            if (words.get(i - 1).text().equals("by")
                    && !words.get(i).isFunction()
                    && isAskedOf(words.get(i).lemma(), measuring.words())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAskedOf(String lemma, List<Word> words) {
        for (int i = 0; i + 1 < words.size(); i++) {
            if (words.get(i).lemma().equals(lemma)
                    && words.get(i + 1).text().equals("of")
                    && (i == 0 || !words.get(i - 1).text().equals("by"))) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, String> bounds(PromptFeatures prompt) {
        Map<String, String> bounds = new HashMap<>();
        String before = "";
        for (Word word : prompt.words()) {
            if (word.kind() == WordClass.NUMBER || word.kind() == WordClass.TIME) {
                bounds.putIfAbsent(word.lemma(), BOUNDS.getOrDefault(before, ""));
            }
            before = word.text();
        }
        return bounds;
    }

    private static Set<String> kinds(PromptFeatures prompt) {
        Set<String> kinds = new HashSet<>();
        String before = "";
        for (Word word : prompt.words()) {
            String text = word.text();
            if (KINDS.contains(text)) {
                kinds.add(text);
            } else if (ENDS_OF_KINDS.contains(text) && KINDS.contains(before + " " + text)) {
                kinds.add(before + text);
            }
            before = text;
        }
        return kinds;
    }
}
