package recurra.benchmark.result;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import recurra.benchmark.load.Outcome;

/** Gathers values as the rounds bring them. */
public final class Figures {
    private final Map<Key, List<Double>> values = new LinkedHashMap<>();

    private record Key(String scenario, String target, Measure measure) {}

    /** Adds the value of the next round. */
    public void add(String scenario, String target, Measure measure, double value) {
        values.computeIfAbsent(new Key(scenario, target, measure), _ -> new ArrayList<>())
                .add(value);
    }

    /** Adds what a load at a constant rate brought; no times where nothing was answered. */
    public void add(String scenario, String target, Outcome outcome) {
        add(scenario, target, Measure.REQUESTS, outcome.lastByte().getTotalCount());
        add(scenario, target, Measure.FAILED, outcome.failed());
        if (outcome.lastByte().getTotalCount() == 0) {
            return;
        }
        add(scenario, target, Measure.FIRST_BYTE_P50, Outcome.millis(outcome.firstByte(), 0.5));
        add(scenario, target, Measure.FIRST_BYTE_P95, Outcome.millis(outcome.firstByte(), 0.95));
        add(scenario, target, Measure.FIRST_BYTE_P99, Outcome.millis(outcome.firstByte(), 0.99));
        add(scenario, target, Measure.TOTAL_P50, Outcome.millis(outcome.lastByte(), 0.5));
        add(scenario, target, Measure.TOTAL_P95, Outcome.millis(outcome.lastByte(), 0.95));
        add(scenario, target, Measure.TOTAL_P99, Outcome.millis(outcome.lastByte(), 0.99));
        add(scenario, target, Measure.SENT_LATE_P99, Outcome.millis(outcome.late(), 0.99));
    }

    /**
     * Adds, for every target of the scenario but one, what comes of its value and that one's in the
     * same round.
     *
     * @param of the measure that is compared
     * @param to the measure that says how it compares
     */
    public void compare(
            String scenario,
            String reference,
            Measure of,
            Measure to,
            DoubleBinaryOperator comparison) {
        List<Double> known = values.getOrDefault(new Key(scenario, reference, of), List.of());
        Map<Key, List<Double>> compared = new LinkedHashMap<>();
        values.forEach((key, mine) -> {
            if (key.scenario().equals(scenario)
                    && key.measure() == of
                    && !key.target().equals(reference)) {
                List<Double> rounds = new ArrayList<>();
                for (int i = 0; i < Math.min(mine.size(), known.size()); i++) {
                    rounds.add(comparison.applyAsDouble(mine.get(i), known.get(i)));
                }
                if (!rounds.isEmpty()) {
                    compared.put(new Key(scenario, key.target(), to), rounds);
                }
            }
        });
        values.putAll(compared);
    }

    public List<Figure> all() {
        return values.entrySet().stream()
                .map(entry ->
                        new Figure(
                                entry.getKey().scenario(),
                                entry.getKey().target(),
                                entry.getKey().measure(),
                                entry.getValue()))
                .toList();
    }
}
