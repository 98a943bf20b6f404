package recurra.embedder.model;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Semaphore;
import recurra.embedder.error.EmbedderException;
import recurra.embedder.error.ErrorCode;

/** The room that a model has for work, running and waiting. Who finds none is sent away at once. */
public final class Admission {
    private final int limit;
    private final String unit;
    private final Semaphore room;

    /**
     * @param limit how much work there may be
     * @param unit what is counted, such as {@code texts}
     */
    public Admission(int limit, String unit, MeterRegistry meters) {
        this.limit = limit;
        this.unit = unit;
        room = new Semaphore(limit);
        Gauge.builder(ModelMetric.QUEUE_SIZE.meter(), this, Admission::size)
                .description("Work that runs or waits, in " + unit)
                .register(meters);
        Gauge.builder(ModelMetric.QUEUE_LIMIT.meter(), limit, Integer::doubleValue)
                .description("The most work that may run or wait, in " + unit)
                .strongReference(true)
                .register(meters);
    }

    /**
     * Takes room for so much work, all or nothing.
     *
     * @throws EmbedderException when there is not enough
     */
    public void enter(int work) {
        if (!room.tryAcquire(work)) {
            throw new EmbedderException(
                    ErrorCode.QUEUE_FULL,
                    "The embedder is busy: it has room for "
                            + limit
                            + " "
                            + unit
                            + " and not for these too. Try again later, or with fewer.");
        }
    }

    /** Gives the room back. */
    public void leave(int work) {
        room.release(work);
    }

    private int size() {
        return limit - room.availablePermits();
    }
}
