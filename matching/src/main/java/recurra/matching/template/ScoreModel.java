package recurra.matching.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The probability that two prompts have one answer, as a logistic regression over the signals and
 * their products in pairs. The weights are data, fitted by {@code ./recurra fit}; the record of the
 * fit stands beside them.
 */
final class ScoreModel {
    private static final ScoreModel ALIGNED = load("aligned");
    private static final ScoreModel PLAIN = load("plain");

    private final List<Signal> signals;
    private final double[] means;
    private final double[] scales;
    private final double[] linear;

    /** Of signal i and signal j, i at most j, in this order. */
    private final double[] products;

    private final double bias;

    private ScoreModel(JsonNode json) {
        List<Signal> read = new ArrayList<>();
        for (JsonNode name : json.required("signals")) {
            read.add(Signal.valueOf(name.asString().toUpperCase(java.util.Locale.ROOT)));
        }
        signals = List.copyOf(read);
        means = numbers(json.required("means"));
        scales = numbers(json.required("scales"));
        linear = numbers(json.required("linear"));
        products = numbers(json.required("products"));
        bias = json.required("bias").asDouble();
        int count = signals.size();
        if (means.length != count
                || scales.length != count
                || linear.length != count
                || products.length != count * (count + 1) / 2) {
            throw new IllegalStateException("The score's weights do not fit its signals");
        }
    }

    /** The model for prompts with these signals. */
    static ScoreModel of(Map<Signal, Double> signals) {
        return signals.containsKey(Signal.ALIGNMENT_LEAST) ? ALIGNED : PLAIN;
    }

    /** From 0 (surely not) to 1 (surely). */
    double score(Map<Signal, Double> values) {
        int count = signals.size();
        double[] x = new double[count];
        double sum = bias;
        for (int i = 0; i < count; i++) {
            double value = Objects.requireNonNull(values.get(signals.get(i)));
            x[i] = (value - means[i]) / scales[i];
            sum += linear[i] * x[i];
        }
        int at = 0;
        for (int i = 0; i < count; i++) {
            double row = 0;
            for (int j = i; j < count; j++) {
                row += products[at++] * x[j];
            }
            sum += row * x[i];
        }
        return 1 / (1 + Math.exp(-sum));
    }

    private static double[] numbers(JsonNode array) {
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).asDouble();
        }
        return numbers;
    }

    private static ScoreModel load(String name) {
        String path = "/recurra/matching/score/" + name + ".json";
        try (@Nullable InputStream in = ScoreModel.class.getResourceAsStream(path)) {
            return new ScoreModel(JsonMapper.shared().readTree(Objects.requireNonNull(in, path)));
        } catch (IOException e) {
            throw new UncheckedIOException("The score's weights in " + path + " are damaged", e);
        }
    }
}
