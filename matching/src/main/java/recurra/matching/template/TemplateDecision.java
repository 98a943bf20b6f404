package recurra.matching.template;

import java.util.Optional;

/** Whether one of the candidates answers the question. */
public sealed interface TemplateDecision {
    /** The candidate's answer is the answer. */
    record Accepted(TemplateCandidate candidate, TemplateEvidence evidence)
            implements TemplateDecision {}

    /**
     * None of the candidates is sure enough.
     *
     * @param evidence about the candidate that came nearest, if there was any
     * @param reason {@code no_candidate}, {@code guard}, {@code below_threshold} or {@code
     *     ambiguous}
     */
    record Refused(Optional<TemplateEvidence> evidence, String reason)
            implements TemplateDecision {}
}
