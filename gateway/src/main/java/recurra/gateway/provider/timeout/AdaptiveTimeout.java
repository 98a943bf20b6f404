package recurra.gateway.provider.timeout;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How long to wait for what a provider does again and again, by how large the prompt is: {@code
 * min(cap, max(floor, patience · q))}, where {@code q} is the 99th percentile of the last {@value
 * Samples#WINDOW} times.
 *
 * <p><b>Size.</b> Reading a prompt takes time, so times are kept apart by the size of the request:
 * up to 4 kB, 16 kB, 64 kB and so on. A size that was seen too rarely takes the {@code q} of the
 * next larger one, which cannot be too short; else that of the next smaller one, four times for
 * each step, since time grows with the size at the most; else the cap.
 *
 * <p><b>Being wrong.</b> A wait that was given up counts with the time that it lasted. So when a
 * provider becomes slower for everybody, each round of waits in vain moves {@code q} up to the
 * timeout and the timeout to {@code patience} times itself, until it is long enough, at the latest
 * at the cap. What nobody has asked for in a day is forgotten.
 */
public final class AdaptiveTimeout {
    private static final int SIZES = 6;
    private static final long SMALLEST_BYTES = 4_096;
    private static final int STEP = 4;

    private final Clock clock;
    private final List<Samples> sizes = new ArrayList<>();

    AdaptiveTimeout(Clock clock) {
        this.clock = clock;
        for (int i = 0; i < SIZES; i++) {
            sizes.add(new Samples());
        }
    }

    /**
     * What of it outlives a restart.
     *
     * @param size of the prompt, from 0 for the smallest
     */
    record Kept(int size, Samples.Kept samples) {}

    /** It took so long, or was waited for so long in vain. */
    public synchronized void observed(long requestBytes, Duration time) {
        sizes.get(size(requestBytes)).add(time, clock.instant());
    }

    /**
     * How long to wait.
     *
     * @param patience how many times the usual
     * @param cap goes before the floor
     */
    public Duration timeout(long requestBytes, int patience, Duration floor, Duration cap) {
        Duration learned =
                usual(size(requestBytes)).map(time -> time.multipliedBy(patience)).orElse(cap);
        return shorter(cap, learned.compareTo(floor) > 0 ? learned : floor);
    }

    private synchronized Optional<Duration> usual(int size) {
        for (int larger = size; larger < SIZES; larger++) {
            Optional<Duration> usual = sizes.get(larger).quantile(clock.instant());
            if (usual.isPresent()) {
                return usual;
            }
        }
        long times = 1;
        for (int smaller = size - 1; smaller >= 0; smaller--) {
            times *= STEP;
            Optional<Duration> usual = sizes.get(smaller).quantile(clock.instant());
            if (usual.isPresent()) {
                return Optional.of(usual.get().multipliedBy(times));
            }
        }
        return Optional.empty();
    }

    synchronized List<Kept> kept() {
        List<Kept> kept = new ArrayList<>();
        for (int size = 0; size < SIZES; size++) {
            if (!sizes.get(size).isEmpty()) {
                kept.add(new Kept(size, sizes.get(size).kept()));
            }
        }
        return kept;
    }

    static AdaptiveTimeout of(List<Kept> kept, Clock clock) {
        AdaptiveTimeout timeout = new AdaptiveTimeout(clock);
        for (Kept samples : kept) {
            timeout.sizes.set(samples.size(), Samples.of(samples.samples()));
        }
        return timeout;
    }

    private static int size(long requestBytes) {
        int size = 0;
        for (long limit = SMALLEST_BYTES; requestBytes > limit && size < SIZES - 1; limit *= STEP) {
            size++;
        }
        return size;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
