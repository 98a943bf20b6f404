package recurra.matching.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides which of some candidates, if any, answers a question. Immutable. */
public final class TemplateMatcher {
    /** Best first; the id makes the order of equals the same in every run. */
    private static final Comparator<Judged> BEST_FIRST =
            Comparator.comparing((Judged judged) -> -judged.score())
                    .thenComparing(judged -> judged.candidate().entryId().toString());

    private final TemplateThresholds thresholds;

    public TemplateMatcher(TemplateThresholds thresholds) {
        this.thresholds = thresholds;
    }

    /**
     * The decision about a question with the features, from candidates of the same scope.
     *
     * <p>What a guard objects to is never better than what none objects to, so it is only scored
     * where nothing else is left, for the evidence.
     */
    public TemplateDecision decide(PromptFeatures asked, List<TemplateCandidate> candidates) {
        if (candidates.isEmpty()) {
            return new TemplateDecision.Refused(Optional.empty(), "no_candidate");
        }
        ComparedPrompt compared = new ComparedPrompt(asked);
        List<Judged> vetoed = new ArrayList<>();
        List<Judged> passed = new ArrayList<>();
        for (TemplateCandidate candidate : candidates) {
            Judged judged = new Judged(candidate, compare(compared, candidate));
            (judged.isVetoed() ? vetoed : passed).add(judged);
        }
        List<Judged> scored = passed.isEmpty() ? vetoed : passed;
        Judged best = Collections.min(scored, BEST_FIRST);
        if (passed.isEmpty()) {
            return refused(best, "guard");
        }
        if (best.score() < thresholds.of(best.category())) {
            return refused(best, "below_threshold");
        }
        boolean ambiguous =
                passed.stream()
                        .filter(other -> isNear(other, best))
                        .anyMatch(other -> !other.answer().equals(best.answer()));
        return ambiguous
                ? refused(best, "ambiguous")
                : new TemplateDecision.Accepted(best.candidate(), evidence(best));
    }

    private boolean isNear(Judged other, Judged best) {
        return best.score() - other.score() <= thresholds.margin();
    }

    private TemplateDecision refused(Judged judged, String reason) {
        return new TemplateDecision.Refused(Optional.of(evidence(judged)), reason);
    }

    private TemplateEvidence evidence(Judged judged) {
        EnumSet<Guard> vetoes = judged.vetoes();
        return new TemplateEvidence(
                judged.candidate().entryId(),
                judged.score(),
                thresholds.of(judged.category()),
                judged.candidate().cosine(),
                EnumSet.complementOf(vetoes).stream().map(Guard::label).toList(),
                vetoes.stream().findFirst().map(Guard::label));
    }

    private static Comparison compare(ComparedPrompt asked, TemplateCandidate candidate) {
        return new Comparison(asked, new ComparedPrompt(candidate.features()));
    }

    /** The names of all guards, in the order in which they are asked. */
    public static List<String> guards() {
        return Guard.ALL.stream().map(Guard::label).toList();
    }

    /** Everything that speaks for and against the candidate. */
    public Weighing weigh(PromptFeatures asked, TemplateCandidate candidate) {
        Judged judged = new Judged(candidate, compare(new ComparedPrompt(asked), candidate));
        Category category = judged.category();
        return new Weighing(
                category,
                judged.score(),
                thresholds.of(category),
                judged.values(),
                judged.vetoes().stream().map(Guard::label).toList());
    }

    /** A candidate and what is known of it so far. */
    private static final class Judged {
        private final TemplateCandidate candidate;
        private final Comparison pair;
        private final double[] row = ScoreModel.row();
        private @Nullable EnumSet<Guard> vetoes;
        private double score = Double.NaN;

        Judged(TemplateCandidate candidate, Comparison pair) {
            this.candidate = candidate;
            this.pair = pair;
        }

        TemplateCandidate candidate() {
            return candidate;
        }

        String answer() {
            return candidate.answerDigestHex();
        }

        Category category() {
            return Category.of(pair);
        }

        /** Asks no more guards than it takes. */
        boolean isVetoed() {
            for (Guard guard : Guard.ALL) {
                if (!guard.passes(pair)) {
                    return true;
                }
            }
            vetoes = EnumSet.noneOf(Guard.class);
            return false;
        }

        /** All guards that object. */
        EnumSet<Guard> vetoes() {
            if (vetoes == null) {
                vetoes = EnumSet.noneOf(Guard.class);
                for (Guard guard : Guard.ALL) {
                    if (!guard.passes(pair)) {
                        vetoes.add(guard);
                    }
                }
            }
            return vetoes;
        }

        double score() {
            if (Double.isNaN(score)) {
                Signals.of(pair, candidate.cosine(), row);
                for (Guard guard : vetoes()) {
                    row[ScoreModel.place(guard)] = 1;
                }
                score = ScoreModel.of(pair).score(row);
            }
            return score;
        }

        /** The signals and the guards' objections that the score was made of, by name. */
        Map<String, Double> values() {
            Map<String, Double> values = new HashMap<>();
            for (Signal signal : Signal.values()) {
                if (!signal.needsWordVectors() || Signals.haveWordVectors(pair)) {
                    values.put(signal.label(), row[signal.ordinal()]);
                }
            }
            for (Guard guard : Guard.ALL) {
                values.put(ScoreModel.objection(guard), row[ScoreModel.place(guard)]);
            }
            return values;
        }
    }
}
