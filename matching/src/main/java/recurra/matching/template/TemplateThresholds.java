package recurra.matching.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How sure the template tier must be.
 *
 * @param scores the least score of a hit, 0 to 1, for each category
 * @param margin two candidates whose scores are this near are alike; if their answers differ, it is
 *     a miss
 */
public record TemplateThresholds(Map<Category, Double> scores, double margin) {
    /** As chosen with the fit of the score; see {@code docs/reference/matching.md}. */
    public static final TemplateThresholds DEFAULTS = load();

    public TemplateThresholds {
        scores = Map.copyOf(scores);
        for (Category category : Category.values()) {
            Double score = scores.get(category);
            if (score == null) {
                throw new IllegalArgumentException("There is no threshold for " + category);
            }
            requireShare("score", score);
        }
        requireShare("margin", margin);
    }

    /** The least score of a hit in the category. */
    double of(Category category) {
        return Objects.requireNonNull(scores.get(category));
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be between 0 and 1, not " + value);
        }
    }

    private static TemplateThresholds load() {
        String path = "/recurra/matching/score/thresholds.json";
        try (@Nullable InputStream in = TemplateThresholds.class.getResourceAsStream(path)) {
            JsonNode json = JsonMapper.shared().readTree(Objects.requireNonNull(in, path));
            Map<Category, Double> scores = new EnumMap<>(Category.class);
            for (Category category : Category.values()) {
                String name = category.name().toLowerCase(Locale.ROOT);
                scores.put(category, json.required(name).required("threshold").asDouble());
            }
            return new TemplateThresholds(scores, json.required("margin").asDouble());
        } catch (IOException e) {
            throw new UncheckedIOException("The thresholds in " + path + " are damaged", e);
        }
    }
}
