package recurra.evaluation.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import recurra.evaluation.method.Method;
import recurra.evaluation.method.Tier;
import recurra.evaluation.method.Weighed;
import recurra.evaluation.metric.ClusterBootstrap;
import recurra.evaluation.metric.Tally;
import recurra.evaluation.result.Figures;
import recurra.evaluation.result.MethodResult;
import recurra.evaluation.result.TierFigures;
import recurra.evaluation.trial.Trial;

/** What each method did with each trial. Different trials may be set by different threads. */
final class Outcomes {
    private static final byte MISS = 0;
    private static final int RIGHT = 1;
    private static final int WRONG = RIGHT + Tier.values().length;

    private final List<Trial> trials;
    private final int[] clusters;
    private final int clusterCount;
    private final Map<String, byte[]> outcomes = new LinkedHashMap<>();

    Outcomes(List<Trial> trials, List<String> methods) {
        this.trials = trials;
        Map<String, Integer> numbers = new HashMap<>();
        clusters =
                trials.stream()
                        .mapToInt(trial ->
                                numbers.computeIfAbsent(trial.cluster(), name -> numbers.size()))
                        .toArray();
        clusterCount = numbers.size();
        methods.forEach(method -> outcomes.put(method, new byte[trials.size()]));
    }

    int[] clusters() {
        return clusters.clone();
    }

    int clusterCount() {
        return clusterCount;
    }

    /** Notes what was served: the trial's stored entry, another one, or none. */
    void set(String method, int trial, Optional<Method.Hit> hit) {
        hit.ifPresent(served -> {
            Weighed entry = served.entry();
            boolean right =
                    trials.get(trial).same()
                            && entry.stored().text().equals(trials.get(trial).stored());
            set(method, trial, served.tier(), right);
        });
    }

    void set(String method, int trial, Tier tier, boolean right) {
        byte[] row = outcomes.get(method);
        if (row == null) {
            throw new IllegalArgumentException("No such method: " + method);
        }
        row[trial] = (byte) ((right ? RIGHT : WRONG) + tier.ordinal());
    }

    boolean isHit(String method, int trial) {
        byte[] row = outcomes.get(method);
        return row != null && row[trial] != MISS;
    }

    /** The tier that served the trial; null where none did. */
    @Nullable String tier(String method, int trial) {
        byte[] row = outcomes.get(method);
        return row == null || row[trial] == MISS ? null : tier(row[trial]).label();
    }

    List<MethodResult> results(int resamples, long seed) {
        return outcomes.entrySet().parallelStream()
                .map(entry -> result(entry.getKey(), entry.getValue(), resamples, seed))
                .toList();
    }

    private MethodResult result(String method, byte[] row, int resamples, long seed) {
        Map<String, List<Integer>> slices = new TreeMap<>();
        for (int i = 0; i < row.length; i++) {
            slices.computeIfAbsent(trials.get(i).slice(), name -> new ArrayList<>()).add(i);
        }
        Figures overall =
                figures(row, IntStream.range(0, row.length).boxed().toList(), resamples, seed);
        Map<String, Figures> bySlice = new TreeMap<>();
        slices.forEach((slice, members) ->
                bySlice.put(
                        slice,
                        slices.size() == 1 ? overall : figures(row, members, resamples, seed)));
        Map<String, TierFigures> tiers = new TreeMap<>();
        for (byte outcome : row) {
            if (outcome != MISS) {
                tiers.merge(
                        tier(outcome).label(),
                        new TierFigures(0, 0).plus(outcome < WRONG),
                        (one, other) ->
                                new TierFigures(
                                        one.right() + other.right(), one.wrong() + other.wrong()));
            }
        }
        return new MethodResult(
                method,
                overall,
                mean(bySlice, Figures::recall),
                mean(bySlice, Figures::falsePositiveRate),
                bySlice,
                tiers);
    }

    private Figures figures(byte[] row, List<Integer> members, int resamples, long seed) {
        Map<Integer, Tally> byCluster = new TreeMap<>();
        for (int trial : members) {
            boolean same = trials.get(trial).same();
            boolean right = row[trial] != MISS && row[trial] < WRONG;
            boolean wrong = row[trial] >= WRONG;
            byCluster.merge(
                    clusters[trial],
                    new Tally(
                            same ? 1 : 0,
                            right ? 1 : 0,
                            same && wrong ? 1 : 0,
                            same ? 0 : 1,
                            !same && wrong ? 1 : 0),
                    Tally::plus);
        }
        return Figures.of(
                byCluster.values().stream().reduce(Tally.NONE, Tally::plus),
                ClusterBootstrap.of(List.copyOf(byCluster.values()), resamples, seed));
    }

    private static Tier tier(byte outcome) {
        return Tier.values()[outcome < WRONG ? outcome - RIGHT : outcome - WRONG];
    }

    private static @Nullable Double mean(Map<String, Figures> slices, Rate rate) {
        double sum = 0;
        int count = 0;
        for (Figures figures : slices.values()) {
            Double value = rate.of(figures);
            if (value != null) {
                sum += value;
                count++;
            }
        }
        return count == 0 ? null : sum / count;
    }

    private interface Rate {
        @Nullable Double of(Figures figures);
    }
}
