package recurra.gateway;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.gateway.lookup.Degradation;
import recurra.gateway.lookup.Degradation.Part;
import recurra.gateway.lookup.Degradation.Reason;
import recurra.gateway.lookup.PartUnavailableException;
import recurra.gateway.lookup.TemplateIndexSource;
import recurra.store.template.TemplateIndex;

/**
 * Finds out which template index there is, in the background, as soon as the database can be asked
 * and its tables are as new as this build. Until then the template tier is not ready.
 */
final class TemplateIndexSelector implements TemplateIndexSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TemplateIndexSelector.class);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final Supplier<Optional<TemplateIndex>> choice;
    private final Thread thread;
    private volatile @Nullable TemplateIndex chosen;
    private volatile Reason reason = Reason.NOT_READY;

    /**
     * Begins to ask.
     *
     * @param choice the index; empty while the tables are not there; fails while the database
     *     cannot be asked
     */
    TemplateIndexSelector(Supplier<Optional<TemplateIndex>> choice) {
        this.choice = choice;
        this.thread = Thread.ofVirtual().name("template-index-selector").start(this::run);
    }

    @Override
    public TemplateIndex get() {
        TemplateIndex index = chosen;
        if (index == null) {
            throw new PartUnavailableException(new Degradation(Part.POSTGRES, reason), null);
        }
        return index;
    }

    private void run() {
        try {
            while (chosen == null) {
                choose();
                TimeUnit.NANOSECONDS.sleep(RETRY.toNanos());
            }
        } catch (InterruptedException e) {
            LOG.atDebug().log("The gateway stops before its database was ready");
        }
    }

    private void choose() {
        try {
            choice.get()
                    .ifPresentOrElse(
                            index -> {
                                LOG.atInfo()
                                        .addKeyValue("index", index.getClass().getSimpleName())
                                        .log("The template index is chosen");
                                chosen = index;
                            },
                            () -> reason = Reason.NOT_READY);
        } catch (RuntimeException e) {
            LOG.atDebug().setCause(e).log("The database cannot be asked yet");
            reason = Reason.UNREACHABLE;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        TemplateIndex index = chosen;
        if (index != null) {
            index.close();
        }
    }
}
