package recurra.gateway.completion;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import recurra.matching.request.ChatRequest;
import recurra.store.answer.AnswerSummary;
import recurra.store.answer.MalformedAnswerException;
import tools.jackson.databind.JsonNode;

/** Whether an answer is one that may be given again. */
sealed interface Completeness {
    /** Every choice that was asked for came to its end. */
    record Complete(AnswerSummary summary) implements Completeness {}

    /**
     * It may not be given again.
     *
     * @param reason {@code malformed}, {@code incomplete}, {@code content_filter}
     * @param summary what it says about itself; empty when it cannot be read
     */
    record Partial(String reason, Optional<AnswerSummary> summary) implements Completeness {}

    /**
     * The judgement about the answer to a request.
     *
     * @param said what the answer says about itself; throws {@link MalformedAnswerException} where
     *     it cannot be read
     */
    static Completeness of(ChatRequest request, Supplier<AnswerSummary> said) {
        AnswerSummary summary;
        try {
            summary = said.get();
        } catch (MalformedAnswerException e) {
            return new Partial("malformed", Optional.empty());
        }
        String reason = objection(request, summary);
        return reason == null ? new Complete(summary) : new Partial(reason, Optional.of(summary));
    }

    private static @Nullable String objection(ChatRequest request, AnswerSummary summary) {
        if (!summary.isComplete() || summary.finishReasons().size() != choices(request)) {
            return "incomplete";
        }
        return summary.endedFor("content_filter") ? "content_filter" : null;
    }

    private static int choices(ChatRequest request) {
        JsonNode n = request.tree().path("n");
        return n.isIntegralNumber() ? n.asInt(1) : 1;
    }
}
