package recurra.matching.template;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Measures how alike two prompts are. The same whichever of them comes first. */
final class Signals {
    /** What a word counts whose like the other has in another word. */
    private static final double RELATED_WEIGHT = 0.5;

    private static final Set<String> FIRST_PERSON = Set.of("i", "me", "my", "mine", "i'm", "i've");
    private static final Set<String> SECOND_PERSON = Set.of("you", "your", "yours", "you're");
    private static final Set<String> OBLIGATION = Set.of("should", "shall", "must", "shouldn't");
    private static final Set<String> PAST = Set.of("did", "was", "were", "used", "had", "didn't");
    private static final Set<String> BEST = Set.of("best", "good", "better", "great");

    private Signals() {}

    /**
     * The signals of two prompts of one language; those of word vectors only where both have them.
     */
    static Map<Signal, Double> of(Comparison pair, double cosine) {
        PromptFeatures one = pair.one();
        PromptFeatures other = pair.other();
        Map<Signal, Double> signals = new EnumMap<>(Signal.class);
        signals.put(Signal.COSINE, Double.isNaN(cosine) ? 0 : Math.clamp(cosine, -1, 1));
        residue(pair, signals);
        overlap(one, other, signals);
        order(one, other, signals);
        signals.put(Signal.REPETITION, (double) Arrangement.repetition(one, other));
        flag(signals, Signal.COUNT, asksForANumber(one) != asksForANumber(other));
        flag(signals, Signal.EXTREME, Extremes.in(one) != Extremes.in(other));
        flag(signals, Signal.LISTING, Arrangement.listsMore(one, other, (_, _) -> true));
        flag(signals, Signal.QUESTION_TYPE, one.type() != other.type());
        flag(signals, Signal.QUESTION_WORD, asks(one) != asks(other));
        onlyOneIs(one, other, QuestionType.YES_NO, Signal.YES_NO, signals);
        onlyOneIs(one, other, QuestionType.HOW, Signal.MANNER, signals);
        onlyOneIs(one, other, QuestionType.WHY, Signal.REASON, signals);
        flag(
                signals,
                Signal.NAMES,
                pair.onlyOne().stream().anyMatch(Signals::isName)
                        || pair.onlyOther().stream().anyMatch(Signals::isName));
        flag(signals, Signal.KIND, pair.anyPair(Kinds::areOfOne));
        flag(signals, Signal.FIRST_PERSON, onlyOneHas(pair, FIRST_PERSON));
        flag(signals, Signal.SECOND_PERSON, onlyOneHas(pair, SECOND_PERSON));
        flag(signals, Signal.OBLIGATION, onlyOneHas(pair, OBLIGATION));
        flag(signals, Signal.PAST, onlyOneHas(pair, PAST));
        flag(signals, Signal.BEST, onlyOneHas(pair, BEST));
        flag(signals, Signal.SAME_SKELETON, pair.hasSameSkeleton());
        if (one.hasWordVectors() && other.hasWordVectors()) {
            alignment(pair, signals);
        }
        return signals;
    }

    private static void flag(Map<Signal, Double> signals, Signal signal, boolean holds) {
        signals.put(signal, holds ? 1.0 : 0.0);
    }

    private static void onlyOneIs(
            PromptFeatures one,
            PromptFeatures other,
            QuestionType type,
            Signal signal,
            Map<Signal, Double> signals) {
        flag(signals, signal, (one.type() == type) != (other.type() == type));
    }

    private static boolean onlyOneHas(Comparison pair, Set<String> words) {
        return pair.onlyOneHas(word -> words.contains(word.text()));
    }

    private static boolean asks(PromptFeatures prompt) {
        return switch (prompt.type()) {
            case WHAT, WHO, WHOSE, WHERE, WHEN, WHY, HOW -> true;
            case YES_NO, OTHER_QUESTION, STATEMENT -> false;
        };
    }

    private static boolean isName(Word word) {
        return word.kind() == WordClass.NAME;
    }

    /** "How many states", "the number of states". */
    private static boolean asksForANumber(PromptFeatures prompt) {
        String before = "";
        for (Word word : prompt.words()) {
            if ((before.equals("how") && word.text().equals("many"))
                    || (before.equals("number") && word.text().equals("of"))) {
                return true;
            }
            before = word.text();
        }
        return false;
    }

    private static void residue(Comparison pair, Map<Signal, Double> signals) {
        Residue one = Residue.of(pair.onlyOne(), pair.onlyOther(), pair.one());
        Residue other = Residue.of(pair.onlyOther(), pair.onlyOne(), pair.other());
        signals.put(Signal.RESIDUE, one.share() + other.share());
        signals.put(Signal.RESIDUE_RAREST, Math.max(one.rarest(), other.rarest()));
        signals.put(Signal.RESIDUE_RAREST_LEAST, Math.min(one.rarest(), other.rarest()));
        signals.put(Signal.RESIDUE_OF_MEANING, one.meaningShare() + other.meaningShare());
        signals.put(
                Signal.RESIDUE_OF_MEANING_RAREST,
                Math.max(one.meaningRarest(), other.meaningRarest()));
        int left = pair.onlyOne().size();
        int right = pair.onlyOther().size();
        signals.put(Signal.UNMATCHED, (double) left + right);
        signals.put(Signal.UNMATCHED_LEAST, (double) Math.min(left, right));
    }

    private record Residue(double share, double rarest, double meaningShare, double meaningRarest) {
        static Residue of(List<Word> lacking, List<Word> others, PromptFeatures whole) {
            double total = 0;
            for (Word word : whole.words()) {
                total += word.isFunction() ? 0 : word.rarity();
            }
            double sum = 0;
            double rarest = 0;
            double meaningSum = 0;
            double meaningRarest = 0;
            for (Word word : lacking) {
                double rarity = word.rarity();
                double left =
                        switch (Comparison.nearest(word, others)) {
                            case SYNONYMS -> 0;
                            case RELATED -> rarity * RELATED_WEIGHT;
                            case FAR -> rarity;
                        };
                sum += rarity;
                rarest = Math.max(rarest, rarity);
                meaningSum += left;
                meaningRarest = Math.max(meaningRarest, left);
            }
            double scale = total == 0 ? 0 : 1 / total;
            return new Residue(sum * scale, rarest, meaningSum * scale, meaningRarest);
        }
    }

    private static void overlap(
            PromptFeatures one, PromptFeatures other, Map<Signal, Double> signals) {
        List<String> leftWeighty = weighty(one);
        List<String> rightWeighty = weighty(other);
        signals.put(Signal.OVERLAP, dice(leftWeighty, rightWeighty));
        signals.put(Signal.SHARED, (double) common(leftWeighty, rightWeighty));
        List<String> left = one.words().stream().map(Word::text).toList();
        List<String> right = other.words().stream().map(Word::text).toList();
        signals.put(Signal.OVERLAP_OF_ALL, dice(left, right));
        signals.put(Signal.OVERLAP_OF_PAIRS, dice(pairs(left), pairs(right)));
        Set<String> leftLetters = letters(left);
        Set<String> rightLetters = letters(right);
        int union = leftLetters.size() + rightLetters.size();
        leftLetters.retainAll(rightLetters);
        int common = leftLetters.size();
        signals.put(Signal.LETTERS, union == common ? 1 : (double) common / (union - common));
        int longer = Math.max(left.size(), right.size());
        signals.put(
                Signal.LENGTH_DIFFERENCE,
                longer == 0 ? 0 : (double) Math.abs(left.size() - right.size()) / longer);
        signals.put(Signal.LENGTH, Math.log(Math.max(1, left.size() + right.size())));
        List<String> leftFunctions = functions(one);
        List<String> rightFunctions = functions(other);
        int shared = common(leftFunctions, rightFunctions);
        signals.put(
                Signal.FUNCTION_WORDS,
                (double) leftFunctions.size() + rightFunctions.size() - 2 * shared);
        flag(
                signals,
                Signal.FIRST_WORD,
                left.isEmpty() || right.isEmpty() || !left.getFirst().equals(right.getFirst()));
        flag(
                signals,
                Signal.LAST_WORD,
                left.isEmpty() || right.isEmpty() || !left.getLast().equals(right.getLast()));
    }

    private static List<String> weighty(PromptFeatures prompt) {
        return prompt.words().stream().filter(w -> !w.isFunction()).map(Word::lemma).toList();
    }

    private static List<String> pairs(List<String> words) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i + 1 < words.size(); i++) {
            pairs.add(words.get(i) + " " + words.get(i + 1));
        }
        return pairs;
    }

    private static List<String> functions(PromptFeatures prompt) {
        return prompt.words().stream().filter(Word::isFunction).map(Word::text).toList();
    }

    private static double dice(List<String> one, List<String> other) {
        int total = one.size() + other.size();
        return total == 0 ? 1 : 2.0 * common(one, other) / total;
    }

    private static int common(List<String> one, List<String> other) {
        Map<String, Integer> counts = new HashMap<>();
        one.forEach(word -> counts.merge(word, 1, Integer::sum));
        int common = 0;
        for (String word : other) {
            common += counts.merge(word, -1, Integer::sum) >= 0 ? 1 : 0;
        }
        return common;
    }

    private static Set<String> letters(List<String> words) {
        String text = " " + String.join(" ", words) + " ";
        Set<String> runs = new HashSet<>();
        for (int i = 0; i + 3 <= text.length(); i++) {
            runs.add(text.substring(i, i + 3));
        }
        return runs;
    }

    private static void order(
            PromptFeatures one, PromptFeatures other, Map<Signal, Double> signals) {
        List<Integer> places = new ArrayList<>();
        Map<String, Integer> unique = uniquePlaces(other);
        Map<String, Integer> own = uniquePlaces(one);
        for (Word word : one.words()) {
            Integer place = unique.get(word.lemma());
            if (place != null && own.containsKey(word.lemma())) {
                places.add(place);
            }
        }
        int inverted = 0;
        for (int i = 0; i < places.size(); i++) {
            for (int j = i + 1; j < places.size(); j++) {
                inverted += places.get(i) > places.get(j) ? 1 : 0;
            }
        }
        int pairs = places.size() * (places.size() - 1) / 2;
        signals.put(Signal.INVERSIONS, pairs == 0 ? 0 : (double) inverted / pairs);
    }

    private static Map<String, Integer> uniquePlaces(PromptFeatures prompt) {
        Map<String, Integer> places = new HashMap<>();
        Set<String> repeated = new HashSet<>();
        for (int i = 0; i < prompt.words().size(); i++) {
            String lemma = prompt.words().get(i).lemma();
            if (places.put(lemma, i) != null) {
                repeated.add(lemma);
            }
        }
        places.keySet().removeAll(repeated);
        return places;
    }

    private static void alignment(Comparison pair, Map<Signal, Double> signals) {
        Aligned one = Aligned.of(pair.one(), pair.other(), pair.onlyOne());
        Aligned other = Aligned.of(pair.other(), pair.one(), pair.onlyOther());
        signals.put(Signal.ALIGNMENT_LEAST, Math.min(one.mean(), other.mean()));
        signals.put(Signal.ALIGNMENT_MOST, Math.max(one.mean(), other.mean()));
        signals.put(Signal.ALIGNMENT_WORST, Math.min(one.worst(), other.worst()));
        signals.put(Signal.ALIGNMENT_WORST_OF_BEST, Math.max(one.worst(), other.worst()));
        signals.put(Signal.ALIGNMENT_RESIDUE, one.residue() + other.residue());
        signals.put(
                Signal.ALIGNMENT_RESIDUE_WORST, Math.min(one.residueWorst(), other.residueWorst()));
        signals.put(
                Signal.ALIGNMENT_OF_RESIDUES, WordVectors.cosine(one.lacking(), other.lacking()));
    }

    /**
     * @param lacking the sum of the vectors of the words that the other lacks
     */
    private record Aligned(
            double mean,
            double worst,
            double residue,
            double residueWorst,
            @SuppressWarnings("ArrayRecordComponent") int[] lacking) {
        static Aligned of(PromptFeatures one, PromptFeatures other, List<Word> lacking) {
            Set<Word> lacks = new HashSet<>(lacking);
            double sum = 0;
            double weights = 0;
            double worst = 1;
            double residue = 0;
            double residueWorst = 1;
            int[] lackingSum = new int[WordVectors.DIMENSIONS];
            int at = 0;
            for (Word word : one.words()) {
                if (word.isFunction()) {
                    continue;
                }
                double best = 0;
                byte[] vector = one.wordVectors()[at++];
                for (byte[] candidate : other.wordVectors()) {
                    best = Math.max(best, WordVectors.cosine(vector, candidate));
                }
                sum += best * word.rarity();
                weights += word.rarity();
                worst = Math.min(worst, best);
                if (lacks.contains(word)) {
                    residue += (1 - best) * word.rarity();
                    residueWorst = Math.min(residueWorst, best);
                    for (int i = 0; i < lackingSum.length; i++) {
                        lackingSum[i] += vector[i];
                    }
                }
            }
            return new Aligned(
                    weights == 0 ? 0 : sum / weights, worst, residue, residueWorst, lackingSum);
        }
    }
}
