package recurra.matching.request;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a route says of its questions: how they are compared, and which.
 *
 * @param volatileSlots what in a question is of no account for its answer
 * @param alsoCompared kinds of questions that are compared, though other routes keep them apart
 */
public record Declaration(VolatileSlots volatileSlots, Set<QuestionKind> alsoCompared) {
    public static final Declaration NONE = new Declaration(VolatileSlots.NONE, Set.of());

    /** Stands before the kinds in a scope's key. */
    private static final String ALSO_COMPARED = "also-compared";

    public Declaration {
        alsoCompared = Set.copyOf(alsoCompared);
    }

    /**
     * The declaration with these labels.
     *
     * @throws IllegalArgumentException when a kind is not known
     */
    public static Declaration labelled(
            Collection<String> volatileSlots, Collection<String> alsoCompared) {
        return new Declaration(
                VolatileSlots.labelled(volatileSlots),
                alsoCompared.stream()
                        .map(QuestionKind::labelled)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** The labels of the kinds that are also compared, in one order. */
    public List<String> alsoComparedLabels() {
        return alsoCompared.stream().sorted().map(QuestionKind::label).toList();
    }

    /** What stands in a scope's key for the declaration; empty where nothing is declared. */
    List<String> inScope() {
        List<String> parts = new ArrayList<>();
        if (!volatileSlots.isEmpty()) {
            parts.addAll(volatileSlots.inScope());
        }
        if (!alsoCompared.isEmpty()) {
            parts.add(ALSO_COMPARED);
            parts.addAll(alsoComparedLabels());
        }
        return parts;
    }
}
