package recurra.benchmark.part;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The order of an interleaved comparison: every target once in each round, and each round begins
 * with another one, so that none is always the one after the slowest, or always on a warmer
 * machine.
 */
final class Rounds {
    private Rounds() {}

    interface Step<T> {
        void take(int round, T target) throws IOException;
    }

    /** The order of a round, counted from 0. */
    static <T> List<T> order(List<T> targets, int round) {
        List<T> order = new ArrayList<>(targets);
        Collections.rotate(order, -round);
        return order;
    }

    static <T> void each(int rounds, List<T> targets, Step<T> step) throws IOException {
        for (int round = 0; round < rounds; round++) {
            for (T target : order(targets, round)) {
                step.take(round, target);
            }
        }
    }
}
