package recurra.matching.template;

import java.util.Arrays;
import java.util.List;
import recurra.matching.template.ComparedPrompt.Numbering;
import recurra.matching.template.ComparedPrompt.Theme;

/** Measures how alike two prompts are. The same whichever of them comes first. */
final class Signals {
    /** What a word counts whose like the other has in another word. */
    private static final double RELATED_WEIGHT = 0.5;

    private final Comparison pair;
    private final PromptFeatures one;
    private final PromptFeatures other;

    /** By the signals' places among all. */
    private final double[] values;

    private Signals(Comparison pair, double[] values) {
        this.pair = pair;
        this.values = values;
        one = pair.one();
        other = pair.other();
    }

    /**
     * Measures two prompts of one language; what needs vectors of words only where both have them.
     *
     * @param values that are set, by the signals' places among all
     */
    static void of(Comparison pair, double cosine, double[] values) {
        Signals signals = new Signals(pair, values);
        signals.set(Signal.COSINE, Double.isNaN(cosine) ? 0 : Math.clamp(cosine, -1, 1));
        signals.residue();
        signals.overlap();
        signals.ends();
        signals.order();
        signals.flags();
        if (haveWordVectors(pair)) {
            signals.alignment();
        }
    }

    /** Whether the signals that need vectors of words can be measured. */
    static boolean haveWordVectors(Comparison pair) {
        return pair.one().hasWordVectors() && pair.other().hasWordVectors();
    }

    private void set(Signal signal, double value) {
        values[signal.ordinal()] = value;
    }

    private void flag(Signal signal, boolean holds) {
        set(signal, holds ? 1 : 0);
    }

    private void flags() {
        set(Signal.REPETITION, Arrangement.repetition(pair));
        flag(Signal.COUNT, asksForANumber(one) != asksForANumber(other));
        flag(
                Signal.EXTREME,
                pair.sideOne().asksForAnExtreme() != pair.sideOther().asksForAnExtreme());
        flag(Signal.LISTING, Arrangement.listsMore(pair, (_, _) -> true));
        flag(Signal.QUESTION_TYPE, one.type() != other.type());
        flag(Signal.QUESTION_WORD, asks(one) != asks(other));
        onlyOneIs(QuestionType.YES_NO, Signal.YES_NO);
        onlyOneIs(QuestionType.HOW, Signal.MANNER);
        onlyOneIs(QuestionType.WHY, Signal.REASON);
        flag(Signal.NAMES, hasName(pair.onlyOne()) || hasName(pair.onlyOther()));
        flag(Signal.KIND, pair.anyPair(Kinds::areOfOne));
        onlyOneSpeaksOf(Theme.FIRST_PERSON, Signal.FIRST_PERSON);
        onlyOneSpeaksOf(Theme.SECOND_PERSON, Signal.SECOND_PERSON);
        onlyOneSpeaksOf(Theme.OBLIGATION, Signal.OBLIGATION);
        onlyOneSpeaksOf(Theme.PAST, Signal.PAST);
        onlyOneSpeaksOf(Theme.BEST, Signal.BEST);
        flag(Signal.SAME_SKELETON, pair.hasSameSkeleton());
    }

    private void onlyOneIs(QuestionType type, Signal signal) {
        flag(signal, (one.type() == type) != (other.type() == type));
    }

    private void onlyOneSpeaksOf(Theme theme, Signal signal) {
        flag(signal, pair.sideOne().speaksOf(theme) != pair.sideOther().speaksOf(theme));
    }

    private static boolean asks(PromptFeatures prompt) {
        return switch (prompt.type()) {
            case WHAT, WHO, WHOSE, WHERE, WHEN, WHY, HOW -> true;
            case YES_NO, OTHER_QUESTION, STATEMENT -> false;
        };
    }

    private static boolean hasName(List<Word> words) {
        for (Word word : words) {
            if (word.kind() == WordClass.NAME) {
                return true;
            }
        }
        return false;
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

    private void residue() {
        Residue left = Residue.of(pair.onlyOne(), pair.onlyOther(), pair.sideOne());
        Residue right = Residue.of(pair.onlyOther(), pair.onlyOne(), pair.sideOther());
        set(Signal.RESIDUE, left.share() + right.share());
        set(Signal.RESIDUE_RAREST, Math.max(left.rarest(), right.rarest()));
        set(Signal.RESIDUE_RAREST_LEAST, Math.min(left.rarest(), right.rarest()));
        set(Signal.RESIDUE_OF_MEANING, left.meaningShare() + right.meaningShare());
        set(
                Signal.RESIDUE_OF_MEANING_RAREST,
                Math.max(left.meaningRarest(), right.meaningRarest()));
        int lacking = pair.onlyOne().size();
        int otherLacking = pair.onlyOther().size();
        set(Signal.UNMATCHED, (double) lacking + otherLacking);
        set(Signal.UNMATCHED_LEAST, Math.min(lacking, otherLacking));
    }

    private record Residue(double share, double rarest, double meaningShare, double meaningRarest) {
        static Residue of(List<Word> lacking, List<Word> others, ComparedPrompt whole) {
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
            double scale = whole.rarity() == 0 ? 0 : 1 / whole.rarity();
            return new Residue(sum * scale, rarest, meaningSum * scale, meaningRarest);
        }
    }

    private void overlap() {
        int shared = common(pair.countsOne(), pair.countsOther());
        int leftWeighty = pair.sideOne().weighty();
        int rightWeighty = pair.sideOther().weighty();
        set(Signal.OVERLAP, dice(shared, leftWeighty, rightWeighty));
        set(Signal.SHARED, shared);
        int left = one.words().size();
        int right = other.words().size();
        int size = pair.sideOne().numbering().size();
        int all =
                common(
                        counts(pair.textsOne(), one.words(), false, size),
                        counts(pair.textsOther(), other.words(), false, size));
        set(Signal.OVERLAP_OF_ALL, dice(all, left, right));
        set(
                Signal.OVERLAP_OF_PAIRS,
                dice(
                        commonOfSorted(neighbors(pair.textsOne()), neighbors(pair.textsOther())),
                        Math.max(0, left - 1),
                        Math.max(0, right - 1)));
        LetterRuns leftLetters = pair.sideOne().letters();
        LetterRuns rightLetters = pair.sideOther().letters();
        int common = leftLetters.common(rightLetters);
        int union = leftLetters.size() + rightLetters.size();
        set(Signal.LETTERS, union == common ? 1 : (double) common / (union - common));
        int longer = Math.max(left, right);
        set(Signal.LENGTH_DIFFERENCE, longer == 0 ? 0 : (double) Math.abs(left - right) / longer);
        set(Signal.LENGTH, Math.log(Math.max(1, left + right)));
        int functions =
                common(
                        counts(pair.textsOne(), one.words(), true, size),
                        counts(pair.textsOther(), other.words(), true, size));
        set(
                Signal.FUNCTION_WORDS,
                (double) (left - leftWeighty) + (right - rightWeighty) - 2 * functions);
    }

    private void ends() {
        List<Word> left = one.words();
        List<Word> right = other.words();
        boolean none = left.isEmpty() || right.isEmpty();
        flag(Signal.FIRST_WORD, none || !left.getFirst().text().equals(right.getFirst().text()));
        flag(Signal.LAST_WORD, none || !left.getLast().text().equals(right.getLast().text()));
    }

    /** How often each number stands among the words, or among those without weight. */
    private static int[] counts(int[] numbers, List<Word> words, boolean functions, int size) {
        int[] counts = new int[size];
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] != Numbering.UNKNOWN && (!functions || words.get(i).isFunction())) {
                counts[numbers[i]]++;
            }
        }
        return counts;
    }

    /** Each two numbers that stand side by side as one, in ascending order. */
    private static long[] neighbors(int[] numbers) {
        long[] neighbors = new long[numbers.length];
        int count = 0;
        for (int i = 0; i + 1 < numbers.length; i++) {
            if (numbers[i] != Numbering.UNKNOWN && numbers[i + 1] != Numbering.UNKNOWN) {
                neighbors[count++] = (long) numbers[i] << Integer.SIZE | numbers[i + 1];
            }
        }
        long[] found = Arrays.copyOf(neighbors, count);
        Arrays.sort(found);
        return found;
    }

    private static double dice(int common, int one, int other) {
        int total = one + other;
        return total == 0 ? 1 : 2.0 * common / total;
    }

    private static int common(int[] one, int[] other) {
        int common = 0;
        for (int i = 0; i < one.length; i++) {
            common += Math.min(one[i], other[i]);
        }
        return common;
    }

    private static int commonOfSorted(long[] one, long[] other) {
        int common = 0;
        int i = 0;
        int j = 0;
        while (i < one.length && j < other.length) {
            if (one[i] == other[j]) {
                common++;
                i++;
                j++;
            } else if (one[i] < other[j]) {
                i++;
            } else {
                j++;
            }
        }
        return common;
    }

    private void order() {
        int size = pair.sideOne().numbering().size();
        int[] own = uniquePlaces(pair.lemmasOne(), size);
        int[] unique = uniquePlaces(pair.lemmasOther(), size);
        int[] places = new int[one.words().size()];
        int count = 0;
        for (int lemma : pair.lemmasOne()) {
            if (own[lemma] >= 0 && unique[lemma] >= 0) {
                places[count++] = unique[lemma];
            }
        }
        int inverted = 0;
        for (int i = 0; i < count; i++) {
            for (int j = i + 1; j < count; j++) {
                inverted += places[i] > places[j] ? 1 : 0;
            }
        }
        int pairs = count * (count - 1) / 2;
        set(Signal.INVERSIONS, pairs == 0 ? 0 : (double) inverted / pairs);
    }

    /** Where each number stands, negative where it stands nowhere or more than once. */
    private static int[] uniquePlaces(int[] numbers, int size) {
        int[] places = new int[size];
        Arrays.fill(places, -1);
        for (int i = 0; i < numbers.length; i++) {
            int number = numbers[i];
            if (number != Numbering.UNKNOWN) {
                places[number] = places[number] == -1 ? i : -2;
            }
        }
        return places;
    }

    private void alignment() {
        WordVectors left = pair.sideOne().vectors();
        WordVectors right = pair.sideOther().vectors();
        WordVectors.Nearest nearest = WordVectors.nearest(left, right);
        Aligned leftSide = Aligned.of(one, nearest.one(), left, pair.onlyOne());
        Aligned rightSide = Aligned.of(other, nearest.other(), right, pair.onlyOther());
        set(Signal.ALIGNMENT_LEAST, Math.min(leftSide.mean(), rightSide.mean()));
        set(Signal.ALIGNMENT_MOST, Math.max(leftSide.mean(), rightSide.mean()));
        set(Signal.ALIGNMENT_WORST, Math.min(leftSide.worst(), rightSide.worst()));
        set(Signal.ALIGNMENT_WORST_OF_BEST, Math.max(leftSide.worst(), rightSide.worst()));
        set(Signal.ALIGNMENT_RESIDUE, leftSide.residue() + rightSide.residue());
        set(
                Signal.ALIGNMENT_RESIDUE_WORST,
                Math.min(leftSide.residueWorst(), rightSide.residueWorst()));
        set(
                Signal.ALIGNMENT_OF_RESIDUES,
                WordVectors.cosine(leftSide.lacking(), rightSide.lacking()));
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
        /**
         * @param nearest for each word with weight how well it finds its like in the other
         * @param lacking words with weight that the other lacks, in their order
         */
        static Aligned of(
                PromptFeatures one, double[] nearest, WordVectors vectors, List<Word> lacking) {
            double sum = 0;
            double weights = 0;
            double worst = 1;
            double residue = 0;
            double residueWorst = 1;
            int[] lackingSum = new int[WordVectors.DIMENSIONS];
            int at = 0;
            int lackingAt = 0;
            for (Word word : one.words()) {
                if (word.isFunction()) {
                    continue;
                }
                double best = nearest[at];
                sum += best * word.rarity();
                weights += word.rarity();
                worst = Math.min(worst, best);
                if (lackingAt < lacking.size() && lacking.get(lackingAt).equals(word)) {
                    lackingAt++;
                    residue += (1 - best) * word.rarity();
                    residueWorst = Math.min(residueWorst, best);
                    vectors.addTo(lackingSum, at);
                }
                at++;
            }
            return new Aligned(
                    weights == 0 ? 0 : sum / weights, worst, residue, residueWorst, lackingSum);
        }
    }
}
