package recurra.gateway.admission;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import recurra.gateway.error.ErrorCode;
import recurra.gateway.error.GatewayException;
import recurra.gateway.metrics.GatewayMetric;

/**
 * Lets requests in as long as there is room for them. One that finds none is refused at once, and
 * costs next to nothing: a gateway that took it in hand would run out of memory, and break all the
 * others. Safe for threads.
 *
 * <p>What a request takes of the heap is an estimate, but for its body and its answer, which are
 * counted.
 */
public final class Admission {
    /** What a stream takes besides its body and its answer; most of it are Tomcat's buffers. */
    static final long REQUEST_BYTES = 88 * 1024;

    /** A body is in memory as it came, as a tree, and as it goes to the provider. */
    static final int BODY_COPIES = 4;

    /** An answer is in memory as text, in small pieces. */
    static final int ANSWER_COPIES = 2;

    private final int most;
    private final long memory;
    private final LongSupplier answers;
    private final AtomicInteger inHand = new AtomicInteger();
    private final AtomicLong held = new AtomicLong();
    private final Counter tooMany;
    private final Counter tooLarge;

    /**
     * @param most requests at the same time
     * @param memory bytes that they may take together
     * @param answers bytes of answers that are in memory for them
     */
    public Admission(int most, long memory, LongSupplier answers, MeterRegistry meters) {
        this.most = most;
        this.memory = memory;
        this.answers = answers;
        Gauge.builder(GatewayMetric.REQUESTS_IN_HAND.key(), inHand, AtomicInteger::get)
                .register(meters);
        Gauge.builder(GatewayMetric.FULLNESS.key(), this, Admission::fullness).register(meters);
        tooMany = meters.counter(GatewayMetric.REFUSED.key(), "reason", "requests");
        tooLarge = meters.counter(GatewayMetric.REFUSED.key(), "reason", "memory");
    }

    /** The share of what there is room for that is taken, of requests or of memory. */
    private double fullness() {
        return Math.max((double) inHand.get() / most, (double) taken() / memory);
    }

    private long taken() {
        return held.get() + ANSWER_COPIES * answers.getAsLong();
    }

    /**
     * Takes a request in hand, until its place is closed.
     *
     * @throws GatewayException when there is no room for it
     */
    public Place enter() {
        if (inHand.incrementAndGet() > most) {
            inHand.decrementAndGet();
            throw refused(tooMany);
        }
        Place place = new Place();
        try {
            place.take(REQUEST_BYTES);
            return place;
        } catch (GatewayException e) {
            place.close();
            throw e;
        }
    }

    private static GatewayException refused(Counter reason) {
        reason.increment();
        return new GatewayException(
                ErrorCode.GATEWAY_FULL,
                "The gateway has as many requests in hand as it has room for. Send the request"
                        + " again in a moment.");
    }

    /** What one request has taken. For its thread. */
    public final class Place implements AutoCloseable {
        private long bytes;

        private Place() {}

        /**
         * Takes room for so much more of its body.
         *
         * @throws GatewayException when there is none
         */
        public void read(long bodyBytes) {
            take(BODY_COPIES * bodyBytes);
        }

        private void take(long more) {
            bytes += more;
            held.addAndGet(more);
            if (taken() > memory) {
                throw refused(tooLarge);
            }
        }

        @Override
        public void close() {
            held.addAndGet(-bytes);
            inHand.decrementAndGet();
        }
    }
}
