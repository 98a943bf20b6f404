package recurra.gateway.lookup;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import recurra.gateway.lookup.Degradation.Part;

/** On which parts a look-up has spent its time. Safe for threads. */
final class TimeSpent {
    private final Map<Part, Long> nanos = new EnumMap<>(Part.class);
    private Part busyWith;
    private long sinceNanos = System.nanoTime();

    TimeSpent(Part first) {
        busyWith = first;
    }

    /** From now on the time goes to the part. */
    synchronized void turnTo(Part next) {
        settle();
        busyWith = next;
    }

    /** The part that has had the most, which need not be the one that has its turn. */
    synchronized Part mostOn() {
        settle();
        return nanos.entrySet().stream()
                .max(Comparator.comparingLong(Map.Entry::getValue))
                .orElseThrow()
                .getKey();
    }

    private void settle() {
        long now = System.nanoTime();
        nanos.merge(busyWith, now - sinceNanos, Long::sum);
        sinceNanos = now;
    }
}
