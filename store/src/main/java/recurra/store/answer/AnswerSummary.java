package recurra.store.answer;

import java.util.List;
import java.util.Optional;

/**
 * What an answer says about itself.
 *
 * @param model the model that answered, where the provider named it
 * @param usage absent when the provider did not count
 * @param finishReasons why each choice ended; absent for a choice that did not end
 */
public record AnswerSummary(
        Optional<String> model, Optional<Usage> usage, List<Optional<String>> finishReasons) {
    public AnswerSummary {
        finishReasons = List.copyOf(finishReasons);
    }

    /** Whether there is an answer at all and each of its choices came to its end. */
    public boolean isComplete() {
        return !finishReasons.isEmpty() && finishReasons.stream().allMatch(Optional::isPresent);
    }

    /** Whether a choice ended for the reason. */
    public boolean endedFor(String reason) {
        return finishReasons.stream().anyMatch(ended -> ended.filter(reason::equals).isPresent());
    }
}
