package recurra.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The behaviours that wait for the next calls, first in, first out. Safe for threads. */
final class ArmedBehaviors {

    /** The most calls that can be armed at once. */
    static final int MAX_ARMED = 100_000;

    private final Deque<Armed> queue = new ArrayDeque<>();
    private int remaining;

    private record Armed(Behavior behavior, int times) {}

    synchronized void arm(Behavior behavior, int times) {
        if (times < 1 || times > MAX_ARMED - remaining) {
            throw new IllegalArgumentException(
                    "times must be from 1 to %d, not %d".formatted(MAX_ARMED - remaining, times));
        }
        queue.addLast(new Armed(behavior, times));
        remaining += times;
    }

    synchronized Optional<Behavior> next() {
        Armed first = queue.pollFirst();
        if (first == null) {
            return Optional.empty();
        }
        remaining--;
        if (first.times() > 1) {
            queue.addFirst(new Armed(first.behavior(), first.times() - 1));
        }
        return Optional.of(first.behavior());
    }

    synchronized int remaining() {
        return remaining;
    }

    synchronized void clear() {
        queue.clear();
        remaining = 0;
    }
}
