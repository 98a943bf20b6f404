package recurra.evaluation.trial;

import java.util.List;
import java.util.stream.Stream;

/**
 * Trials that are reported together.
 *
 * @param kind what they were made from
 */
public record TrialSet(String name, Kind kind, List<Trial> trials) {
    /** Where trials come from. */
    public enum Kind {
        PAIRS,
        /** Questions of one template: the same slots against others. */
        TEMPLATES,
        /** Questions of different templates; none has the other's answer. */
        OTHER_TEMPLATES,
        /** Pairs drawn at random from all questions; none has the other's answer. */
        RANDOM
    }

    public TrialSet {
        trials = List.copyOf(trials);
    }

    /** Whether there is anything to find, so that there is a recall. */
    public boolean hasDuplicates() {
        return trials.stream().anyMatch(Trial::same);
    }

    public Stream<String> texts() {
        return trials.stream().flatMap(trial -> Stream.of(trial.asked(), trial.stored()));
    }

    /** Without content. */
    @Override
    public String toString() {
        return "TrialSet[name=" + name + ", trials=" + trials.size() + "]";
    }
}
