package recurra.embedder.model;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** Names of what models measure of themselves. */
public enum ModelMetric {
    /** Timer: one text, from its tokens to its vector; or one call of a remote model. */
    EMBEDDING("recurra.embedding"),
    /** Gauge: work that runs or waits. */
    QUEUE_SIZE("recurra.embedding.queue.size"),
    /** Gauge: the most work that may run or wait. */
    QUEUE_LIMIT("recurra.embedding.queue.limit"),
    /** Distribution: texts of one run of the network. */
    RUN_TEXTS("recurra.embedding.run.texts"),
    /** Gauge: the most texts that share a run. */
    RUN_LIMIT("recurra.embedding.run.limit"),
    /** Gauge: how far a run's other texts move a component of a text's vectors. */
    RUN_DIFFERENCE("recurra.embedding.run.difference"),
    /** Counter: texts that were left because their caller had waited long enough. */
    EXPIRED("recurra.embedding.expired"),
    /** Counter: texts of the log that did not have to be computed, since a gateway asked before. */
    REUSED("recurra.embedding.reused"),
    /** Counter: texts longer than the model reads. */
    TRUNCATED("recurra.embedding.truncated");

    private final String meter;

    ModelMetric(String meter) {
        this.meter = meter;
    }

    /** The timer of what a model does. */
    public static Timer timer(String description, MeterRegistry meters) {
        return Timer.builder(EMBEDDING.meter)
                .description(description)
                .publishPercentileHistogram()
                .register(meters);
    }

    /** The name of the meter. */
    public String meter() {
        return meter;
    }
}
