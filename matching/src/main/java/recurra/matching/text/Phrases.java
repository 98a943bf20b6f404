package recurra.matching.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A list of phrases, each some words in a row. A leading {@code ^} ties one to the start. */
public final class Phrases {
    public static final Phrases NONE = new Phrases(List.of());

    private final Map<String, List<List<String>>> anywhere = new HashMap<>();
    private final Map<String, List<List<String>>> atStart = new HashMap<>();

    private Phrases(List<String> entries) {
        for (String entry : entries) {
            boolean tied = entry.startsWith("^");
            List<String> words = List.of((tied ? entry.substring(1) : entry).split("\\s+"));
            (tied ? atStart : anywhere)
                    .computeIfAbsent(words.getFirst(), first -> new ArrayList<>())
                    .add(words);
        }
        Comparator<List<String>> longestFirst = Comparator.comparing(words -> -words.size());
        anywhere.values().forEach(phrases -> phrases.sort(longestFirst));
        atStart.values().forEach(phrases -> phrases.sort(longestFirst));
    }

    /** The given phrases, whatever their case. */
    public static Phrases of(List<String> phrases) {
        return new Phrases(
                phrases.stream().map(phrase -> phrase.strip().toLowerCase(Locale.ROOT)).toList());
    }

    /** The phrases of the word list. */
    public static Phrases load(String list) {
        return new Phrases(WordList.entries(list));
    }

    /** How many words the longest phrase that the words begin with has, or 0. */
    public int prefixOf(List<String> words) {
        return Math.max(longest(anywhere, words, 0), longest(atStart, words, 0));
    }

    /** How many words the longest phrase that the words end with has, or 0. */
    public int suffixOf(List<String> words) {
        for (int at = 0; at < words.size(); at++) {
            if (longest(anywhere, words, at) == words.size() - at) {
                return words.size() - at;
            }
        }
        return 0;
    }

    /** Whether one of the phrases stands among the words. */
    public boolean in(List<String> words) {
        if (longest(atStart, words, 0) > 0) {
            return true;
        }
        for (int at = 0; at < words.size(); at++) {
            if (longest(anywhere, words, at) > 0) {
                return true;
            }
        }
        return false;
    }

    /** The words with each phrase taken out. */
    public List<String> without(List<String> words) {
        List<String> rest = new ArrayList<>();
        int at = 0;
        while (at < words.size()) {
            int length = longest(anywhere, words, at);
            if (length == 0) {
                rest.add(words.get(at));
            }
            at += Math.max(length, 1);
        }
        return rest;
    }

    private static int longest(
            Map<String, List<List<String>>> phrases, List<String> words, int at) {
        if (at >= words.size()) {
            return 0;
        }
        for (List<String> phrase : phrases.getOrDefault(words.get(at), List.of())) {
            int end = at + phrase.size();
            if (end <= words.size() && words.subList(at, end).equals(phrase)) {
                return phrase.size();
            }
        }
        return 0;
    }
}
