package recurra.evaluation.data;

import java.util.Map;
import java.util.TreeMap;

/**
 * A question that was made from a template. Same template and same slots, same answer.
 *
 * @param corpus where the template comes from
 * @param slots the values of the template's slots, by name
 */
public record TemplateQuestion(
        String corpus, String template, Map<String, String> slots, String text, Part part) {
    public TemplateQuestion {
        slots = Map.copyOf(slots);
    }

    /** Names what the question asks; equal for questions with the same answer. */
    public String answer() {
        return template + new TreeMap<>(slots);
    }

    /** Without content. */
    @Override
    public String toString() {
        return "TemplateQuestion[template=" + template + ", part=" + part + "]";
    }
}
