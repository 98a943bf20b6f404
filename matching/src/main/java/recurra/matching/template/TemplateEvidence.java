package recurra.matching.template;

import java.util.List;
import java.util.Optional;
import recurra.matching.EntryId;

/**
 * Why a candidate was accepted or refused.
 *
 * @param score of the candidate, 0 to 1
 * @param threshold that the score was held against
 * @param guardsPassed names of the guards without objection, in the order asked
 * @param veto name of the guard that objected
 */
public record TemplateEvidence(
        EntryId candidate,
        double score,
        double threshold,
        double cosine,
        List<String> guardsPassed,
        Optional<String> veto) {
    public TemplateEvidence {
        guardsPassed = List.copyOf(guardsPassed);
    }
}
