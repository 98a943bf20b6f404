package recurra.matching.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides which of some candidates, if any, answers a question. Immutable. */
public final class TemplateMatcher {
    /** Best first; the id makes the order of equals the same in every run. */
    private static final Comparator<Judged> BEST_FIRST =
            Comparator.comparing((Judged judged) -> judged.evidence().veto().isPresent())
                    .thenComparing(judged -> -judged.evidence().score())
                    .thenComparing(judged -> judged.candidate().entryId().toString());

    private final TemplateThresholds thresholds;

    public TemplateMatcher(TemplateThresholds thresholds) {
        this.thresholds = thresholds;
    }

    /** The decision about a question with the features, from candidates of the same scope. */
    public TemplateDecision decide(PromptFeatures asked, List<TemplateCandidate> candidates) {
        List<Judged> judged =
                candidates.stream()
                        .map(candidate -> new Judged(candidate, judge(asked, candidate)))
                        .sorted(BEST_FIRST)
                        .toList();
        if (judged.isEmpty()) {
            return new TemplateDecision.Refused(Optional.empty(), "no_candidate");
        }
        Judged best = judged.getFirst();
        if (best.evidence().veto().isPresent()) {
            return refused(best, "guard");
        }
        if (!best.evidence().accepts()) {
            return refused(best, "below_threshold");
        }
        boolean ambiguous =
                judged.stream()
                        .filter(other -> other.evidence().veto().isEmpty())
                        .filter(other -> isNear(other, best))
                        .anyMatch(other -> !other.answer().equals(best.answer()));
        return ambiguous
                ? refused(best, "ambiguous")
                : new TemplateDecision.Accepted(best.candidate(), best.evidence());
    }

    /** The names of all guards, in the order in which they are asked. */
    public static List<String> guards() {
        return Arrays.stream(Guard.values()).map(Guard::label).toList();
    }

    /** What speaks for and against the candidate; unlike a decision, it asks every guard. */
    public Weighing weigh(PromptFeatures asked, TemplateCandidate candidate) {
        double overlap = overlap(asked, candidate.features());
        return new Weighing(
                score(candidate.cosine(), overlap),
                thresholds.score(),
                Map.of("cosine", candidate.cosine(), "overlap", overlap),
                Arrays.stream(Guard.values())
                        .filter(guard -> !guard.passes(asked, candidate.features()))
                        .map(Guard::label)
                        .toList());
    }

    private boolean isNear(Judged other, Judged best) {
        return best.evidence().score() - other.evidence().score() <= thresholds.margin();
    }

    private static TemplateDecision refused(Judged judged, String reason) {
        return new TemplateDecision.Refused(Optional.of(judged.evidence()), reason);
    }

    private TemplateEvidence judge(PromptFeatures asked, TemplateCandidate candidate) {
        List<String> passed = new ArrayList<>();
        Optional<String> veto = Optional.empty();
        for (Guard guard : Guard.values()) {
            if (!guard.passes(asked, candidate.features())) {
                veto = Optional.of(guard.label());
                break;
            }
            passed.add(guard.label());
        }
        return new TemplateEvidence(
                candidate.entryId(),
                score(candidate.cosine(), overlap(asked, candidate.features())),
                thresholds.score(),
                candidate.cosine(),
                passed,
                veto);
    }

    /** The mean of both kinds of likeness, since each is blind where the other sees. */
    private static double score(double cosine, double overlap) {
        double likeness = Double.isNaN(cosine) ? 0 : Math.clamp(cosine, 0, 1);
        return (likeness + overlap) / 2;
    }

    /** The share of words that both have (Dice), 0 to 1. */
    private static double overlap(PromptFeatures one, PromptFeatures other) {
        int total = one.tokens().size() + other.tokens().size();
        if (total == 0) {
            return 0;
        }
        Map<Token, Integer> counts = new HashMap<>();
        one.tokens().forEach(token -> counts.merge(token, 1, Integer::sum));
        int common = 0;
        for (Token token : other.tokens()) {
            int left = counts.merge(token, -1, Integer::sum);
            common += left >= 0 ? 1 : 0;
        }
        return 2.0 * common / total;
    }

    private record Judged(TemplateCandidate candidate, TemplateEvidence evidence) {
        String answer() {
            return candidate.answerDigestHex();
        }
    }
}
