package recurra.evaluation.trial;

import java.util.HashMap;
import java.util.Map;
import recurra.evaluation.data.Components;
import recurra.evaluation.data.Pair;
import recurra.evaluation.data.QuestionText;
import recurra.evaluation.data.TemplateQuestion;

/**
 * Which questions are known to have the same answer: those of one spelling, those that a pair says
 * so of, those of one template with the same slots, and what follows by going on from one to the
 * next. All others count as different.
 */
public final class Answers {
    private static final String TEMPLATE = "\u0000template ";

    private final Components components = new Components();
    private final Map<String, Integer> numbers = new HashMap<>();

    public void add(Pair pair) {
        if (pair.same()) {
            components.join(QuestionText.folded(pair.a()), QuestionText.folded(pair.b()));
        }
    }

    public void add(TemplateQuestion question) {
        components.join(QuestionText.folded(question.text()), TEMPLATE + question.answer());
    }

    /** Numbers the answer to the question; equal for questions with the same answer. */
    public synchronized int of(String question) {
        return numbers.computeIfAbsent(
                components.of(QuestionText.folded(question)), name -> numbers.size());
    }
}
