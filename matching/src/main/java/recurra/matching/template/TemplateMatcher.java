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

    /** Before the name of a guard among the signals. */
    private static final String OBJECTION = "guard_";

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

    private boolean isNear(Judged other, Judged best) {
        return best.evidence().score() - other.evidence().score() <= thresholds.margin();
    }

    private static TemplateDecision refused(Judged judged, String reason) {
        return new TemplateDecision.Refused(Optional.of(judged.evidence()), reason);
    }

    /** The names of all guards, in the order in which they are asked. */
    public static List<String> guards() {
        return Arrays.stream(Guard.values()).map(Guard::label).toList();
    }

    /** Everything that speaks for and against the candidate. */
    public Weighing weigh(PromptFeatures asked, TemplateCandidate candidate) {
        Comparison pair = new Comparison(asked, candidate.features());
        Map<Signal, Double> signals = Signals.of(pair, candidate.cosine());
        Map<String, Double> values = new HashMap<>();
        signals.forEach((signal, value) -> values.put(signal.label(), value));
        List<String> vetoes = new ArrayList<>();
        for (Guard guard : Guard.values()) {
            boolean objects = !guard.passes(pair);
            values.put(OBJECTION + guard.label(), objects ? 1.0 : 0.0);
            if (objects) {
                vetoes.add(guard.label());
            }
        }
        Category category = Category.of(pair);
        double score = ScoreModel.of(signals).score(values);
        return new Weighing(category, score, thresholds.of(category), values, vetoes);
    }

    private TemplateEvidence judge(PromptFeatures asked, TemplateCandidate candidate) {
        Weighing weighing = weigh(asked, candidate);
        return new TemplateEvidence(
                candidate.entryId(),
                weighing.score(),
                weighing.threshold(),
                candidate.cosine(),
                guards().stream().filter(guard -> !weighing.vetoes().contains(guard)).toList(),
                weighing.vetoes().stream().findFirst());
    }

    private record Judged(TemplateCandidate candidate, TemplateEvidence evidence) {
        String answer() {
            return candidate.answerDigestHex();
        }
    }
}
