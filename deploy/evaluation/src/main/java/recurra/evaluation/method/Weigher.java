package recurra.evaluation.method;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import recurra.evaluation.encoding.Encoded;
import recurra.matching.EntryId;
import recurra.matching.Sha256;
import recurra.matching.template.SimHash;
import recurra.matching.template.TemplateCandidate;
import recurra.matching.template.TemplateDecision;
import recurra.matching.template.TemplateMatcher;
import recurra.matching.template.TemplateThresholds;

/**
 * Puts questions and entries before the matcher as it is shipped. Each entry has an answer of its
 * own, as it would have from a provider.
 */
public final class Weigher {
    private final TemplateMatcher matcher = new TemplateMatcher(TemplateThresholds.DEFAULTS);

    public Weighed weigh(Encoded asked, Encoded stored) {
        double cosine = asked.cosine(stored);
        return new Weighed(
                asked,
                stored,
                cosine,
                SimHash.distance(asked.simHash(), stored.simHash()),
                matcher.weigh(asked.features(), candidate(stored, cosine, 0)));
    }

    /** The matcher's decision among the entries, as the gateway would get it. */
    Optional<Weighed> decide(List<Weighed> nearest) {
        if (nearest.isEmpty()) {
            return Optional.empty();
        }
        Map<EntryId, Weighed> entries =
                IntStream.range(0, nearest.size())
                        .boxed()
                        .collect(Collectors.toMap(Weigher::id, nearest::get));
        List<TemplateCandidate> candidates =
                IntStream.range(0, nearest.size())
                        .mapToObj(
                                i -> candidate(nearest.get(i).stored(), nearest.get(i).cosine(), i))
                        .toList();
        return switch (matcher.decide(nearest.getFirst().asked().features(), candidates)) {
            case TemplateDecision.Accepted accepted ->
                    Optional.ofNullable(entries.get(accepted.candidate().entryId()));
            case TemplateDecision.Refused refused -> Optional.empty();
        };
    }

    private static TemplateCandidate candidate(Encoded stored, double cosine, int number) {
        return new TemplateCandidate(
                id(number), cosine, stored.features(), Sha256.hex(stored.text()));
    }

    private static EntryId id(int number) {
        return new EntryId(new UUID(0, number));
    }
}
