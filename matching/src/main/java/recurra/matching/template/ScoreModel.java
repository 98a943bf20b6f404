package recurra.matching.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The probability that two prompts have one answer: boosted decision trees over the signals and the
 * guards' objections, with a logistic link. The trees are data, written by {@code
 * matching/src/fit/fit_score.py} with the record of the fit.
 *
 * <p>No tree is walked, since no processor foresees the way. The nodes of all trees that ask about
 * one value stand in the order of their limits: those that it is beyond strike out the leaves on
 * their other side, and each tree ends at the first leaf that is left (Lucchese and others,
 * QuickScorer, 2015).
 */
final class ScoreModel {
    private static final ScoreModel ALIGNED = load("aligned");
    private static final ScoreModel PLAIN = load("plain");

    /** The most leaves of a tree: as many as an {@code int} has bits. */
    private static final int MOST_LEAVES = Integer.SIZE;

    /** For each place in a row where its nodes begin; one more for the end. */
    private final int[] starts;

    /** Of all inner nodes of all trees, by the place that they ask about, then ascending. */
    private final double[] limits;

    private final int[] trees;

    /** Without the leaves that a tree cannot end at where the value is beyond the limit. */
    private final int[] remaining;

    /** Of the trees one after the other, each tree's from the one where all answers are yes. */
    private final double[] leaves;

    /** Where the leaves of each tree begin. */
    private final int[] firstLeaves;

    private ScoreModel(JsonNode json) {
        int[] places = places(json.required("signals"));
        List<Node> nodes = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        for (JsonNode tree : json.required("trees")) {
            new TreeReader(tree, places, values.size(), nodes, values).read();
        }
        nodes.sort(Comparator.comparingInt(Node::place).thenComparingDouble(Node::limit));
        starts = new int[row().length + 1];
        nodes.forEach(node -> starts[node.place() + 1]++);
        Arrays.parallelPrefix(starts, Integer::sum);
        limits = nodes.stream().mapToDouble(Node::limit).toArray();
        trees = nodes.stream().mapToInt(Node::tree).toArray();
        remaining = nodes.stream().mapToInt(Node::remaining).toArray();
        firstLeaves = new int[values.size()];
        for (int i = 1; i < firstLeaves.length; i++) {
            firstLeaves[i] = firstLeaves[i - 1] + values.get(i - 1).length;
        }
        leaves = values.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    /**
     * An inner node.
     *
     * @param place in a row of the value that it asks about
     * @param limit that the value is at most, or not
     * @param remaining the leaves at which its tree may still end where it is not, one bit for each
     */
    private record Node(int place, double limit, int tree, int remaining) {}

    /** Numbers the leaves of one tree from the left, which is where the answer is yes. */
    private static final class TreeReader {
        private final int[] places;
        private final int tree;
        private final List<Node> nodes;
        private final List<double[]> values;
        private final int[] signals;
        private final double[] limits;
        private final int[] yes;
        private final int[] no;
        private final double[] unordered;
        private final double[] ordered;
        private int count;

        TreeReader(JsonNode json, int[] places, int tree, List<Node> nodes, List<double[]> values) {
            this.places = places;
            this.tree = tree;
            this.nodes = nodes;
            this.values = values;
            signals = integers(json.required("signals"));
            limits = numbers(json.required("limits"));
            yes = integers(json.required("yes"));
            no = integers(json.required("no"));
            unordered = numbers(json.required("leaves"));
            ordered = new double[unordered.length];
        }

        void read() {
            if (unordered.length > MOST_LEAVES) {
                throw new IllegalStateException("A tree of the score has too many leaves");
            }
            read(signals.length == 0 ? -1 : 0);
            values.add(ordered);
        }

        private void read(int node) {
            if (node < 0) {
                ordered[count++] = unordered[-node - 1];
                return;
            }
            int first = count;
            read(yes[node]);
            int left = (int) ((1L << count) - (1L << first));
            nodes.add(new Node(places[signals[node]], limits[node], tree, ~left));
            read(no[node]);
        }
    }

    /** Where a row has what the trees call by these names. */
    private static int[] places(JsonNode names) {
        Map<String, Integer> known = new HashMap<>();
        for (Signal signal : Signal.values()) {
            known.put(signal.label(), signal.ordinal());
        }
        for (Guard guard : Guard.ALL) {
            known.put(objection(guard), place(guard));
        }
        return names.valueStream()
                .map(JsonNode::asString)
                .mapToInt(name -> Objects.requireNonNull(known.get(name), name))
                .toArray();
    }

    /** Where a row has the guard's objection. */
    static int place(Guard guard) {
        return Signal.COUNT_OF_ALL + guard.ordinal();
    }

    /** The name of the guard's objection. */
    static String objection(Guard guard) {
        return "guard_" + guard.label();
    }

    /** A row to be filled: all signals in their order, then all guards' objections in theirs. */
    static double[] row() {
        return new double[Signal.COUNT_OF_ALL + Guard.ALL.size()];
    }

    /** The model for such a pair. */
    static ScoreModel of(Comparison pair) {
        return Signals.haveWordVectors(pair) ? ALIGNED : PLAIN;
    }

    /**
     * From 0 (surely not) to 1 (surely).
     *
     * @param row with 0 or 1 for a guard's objection
     */
    double score(double[] row) {
        int[] ends = new int[firstLeaves.length];
        Arrays.fill(ends, -1);
        for (int place = 0; place < row.length; place++) {
            int end = starts[place + 1];
            for (int node = starts[place]; node < end && row[place] > limits[node]; node++) {
                ends[trees[node]] &= remaining[node];
            }
        }
        double sum = 0;
        for (int tree = 0; tree < ends.length; tree++) {
            sum += leaves[firstLeaves[tree] + Integer.numberOfTrailingZeros(ends[tree])];
        }
        return 1 / (1 + Math.exp(-sum));
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
