package recurra.matching.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The probability that two prompts have one answer: boosted decision trees over the signals and the
 * guards' objections, with a logistic link. The trees are data, written by {@code
 * matching/src/fit/fit_score.py} with the record of the fit.
 */
final class ScoreModel {
    private static final ScoreModel ALIGNED = load("aligned");
    private static final ScoreModel PLAIN = load("plain");

    private final String[] names;
    private final Tree[] trees;

    private ScoreModel(JsonNode json) {
        names = strings(json.required("signals"));
        trees = json.required("trees").valueStream().map(Tree::of).toArray(Tree[]::new);
        int most =
                Stream.of(trees)
                        .flatMapToInt(tree -> IntStream.of(tree.signals()))
                        .max()
                        .orElse(-1);
        if (most >= names.length) {
            throw new IllegalStateException("The score's trees do not fit its signals");
        }
    }

    /** The model for prompts with these signals. */
    static ScoreModel of(Map<Signal, Double> signals) {
        return signals.containsKey(Signal.ALIGNMENT_LEAST) ? ALIGNED : PLAIN;
    }

    /**
     * From 0 (surely not) to 1 (surely).
     *
     * @param values of all signals and, as 0 or 1, of all guards' objections, by their labels
     */
    double score(Map<String, Double> values) {
        double[] row = new double[names.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = Objects.requireNonNull(values.get(names[i]), names[i]);
        }
        double sum = 0;
        for (Tree tree : trees) {
            sum += tree.value(row);
        }
        return 1 / (1 + Math.exp(-sum));
    }

    /**
     * A tree whose inner nodes ask whether a signal is at most a limit.
     *
     * @param yes the next node where it is; a leaf where negative, counted down from -1
     * @param no the next node where it is not
     */
    private record Tree(
            @SuppressWarnings("ArrayRecordComponent") int[] signals,
            @SuppressWarnings("ArrayRecordComponent") double[] limits,
            @SuppressWarnings("ArrayRecordComponent") int[] yes,
            @SuppressWarnings("ArrayRecordComponent") int[] no,
            @SuppressWarnings("ArrayRecordComponent") double[] leaves) {
        static Tree of(JsonNode json) {
            return new Tree(
                    integers(json.required("signals")),
                    numbers(json.required("limits")),
                    integers(json.required("yes")),
                    integers(json.required("no")),
                    numbers(json.required("leaves")));
        }

        double value(double[] row) {
            int node = signals.length == 0 ? -1 : 0;
            while (node >= 0) {
                node = row[signals[node]] <= limits[node] ? yes[node] : no[node];
            }
            return leaves[-node - 1];
        }
    }

    private static String[] strings(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toArray(String[]::new);
    }

    private static int[] integers(JsonNode array) {
        return array.valueStream().mapToInt(JsonNode::asInt).toArray();
    }

    private static double[] numbers(JsonNode array) {
        return array.valueStream().mapToDouble(JsonNode::asDouble).toArray();
    }

    private static ScoreModel load(String name) {
        String path = "/recurra/matching/score/" + name + ".json";
        try (@Nullable InputStream in = ScoreModel.class.getResourceAsStream(path)) {
            return new ScoreModel(JsonMapper.shared().readTree(Objects.requireNonNull(in, path)));
        } catch (IOException e) {
            throw new UncheckedIOException("The score's trees in " + path + " are damaged", e);
        }
    }
}
