package recurra.evaluation.method;

import java.util.List;
import java.util.stream.Stream;
import recurra.evaluation.encoding.Encoded;
import recurra.matching.template.Weighing;

/**
 * A stored entry held against a question.
 *
 * @param distance of the SimHashes, 0 to 64
 * @param weighing the template tier's, asked whether or not the texts are eligible for it
 */
public record Weighed(
        Encoded asked, Encoded stored, double cosine, int distance, Weighing weighing) {
    /** The veto's name in reports where one of the texts must not be compared by similarity. */
    public static final String ELIGIBILITY = "eligibility";

    public boolean isExact() {
        return asked.text().equals(stored.text());
    }

    public boolean isNormalized() {
        return asked.normalized()
                .flatMap(key -> stored.normalized().map(key::agreesWith))
                .orElse(false);
    }

    /** Whether the template tier may compare the two. */
    public boolean isEligible() {
        return asked.eligible() && stored.eligible();
    }

    /** Whether a guard objects. */
    public boolean isVetoed() {
        return !weighing.vetoes().isEmpty();
    }

    /** Whether the two may be compared and no guard objects. */
    public boolean isClear() {
        return isEligible() && !isVetoed();
    }

    /** Names of all that object, eligibility included. */
    public List<String> objections() {
        if (isEligible()) {
            return weighing.vetoes();
        }
        return Stream.concat(Stream.of(ELIGIBILITY), weighing.vetoes().stream()).toList();
    }

    /** Without content. */
    @Override
    public String toString() {
        return "Weighed[cosine=" + cosine + ", score=" + weighing.score() + "]";
    }
}
