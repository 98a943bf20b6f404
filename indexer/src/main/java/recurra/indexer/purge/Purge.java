package recurra.indexer.purge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import recurra.store.accounting.ServedRequests;
import recurra.store.processed.ProcessedEvents;
import recurra.store.template.TemplateIndex;

/**
 * Removes what is over, from time to time. Several processes may do so at once. A round that fails
 * is counted, and the next one comes.
 */
public final class Purge implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Purge.class);

    /** So few that nobody waits for their locks. */
    private static final int BATCH = 1_000;

    private final PurgeSettings settings;
    private final ExpiredEntries entries;
    private final TemplateIndex templates;
    private final ServedRequests served;
    private final ProcessedEvents processed;
    private final TransactionTemplate transactions;
    private final Counter purgedEntries;
    private final Counter purgedRequests;
    private final Counter purgedEvents;
    private final Counter failures;
    private final ScheduledExecutorService rounds =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofVirtual().name("recurra-purge").factory());

    public Purge(
            PurgeSettings settings,
            DataSource dataSource,
            TemplateIndex templates,
            MeterRegistry meters) {
        this.settings = settings;
        this.templates = templates;
        entries = new ExpiredEntries(dataSource);
        served = new ServedRequests(dataSource);
        processed = new ProcessedEvents(dataSource);
        transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        purgedEntries = counter(meters, "entry");
        purgedRequests = counter(meters, "request");
        purgedEvents = counter(meters, "processed_event");
        failures =
                Counter.builder("recurra.purge.failures")
                        .description("Rounds of removing what is over that failed")
                        .register(meters);
    }

    /** Begins the rounds. */
    public Purge start() {
        long millis = settings.interval().toMillis();
        var ignored =
                rounds.scheduleWithFixedDelay(this::round, millis, millis, TimeUnit.MILLISECONDS);
        return this;
    }

    /** One round, now. */
    public void round() {
        try {
            purgeEntries();
            purgedRequests.increment(served.purge(settings.servedRequests()));
            purgedEvents.increment(processed.purge(settings.processedEvents()));
        } catch (RuntimeException e) {
            failures.increment();
            LOG.atWarn().setCause(e).log("What is over could not be removed; the next round will");
        }
    }

    @Override
    public void close() {
        rounds.shutdownNow();
    }

    private void purgeEntries() {
        int left = settings.entriesPerRound();
        int removed = BATCH;
        while (left > 0 && removed == BATCH) {
            int limit = Math.min(BATCH, left);
            removed = transactions.execute(transaction -> purgeEntries(limit));
            left -= removed;
        }
    }

    private int purgeEntries(int limit) {
        List<ExpiredEntries.Expired> expired = entries.remove(limit);
        expired.forEach(entry -> templates.remove(entry.tenant(), entry.id(), entry.answeredAt()));
        templates.flush();
        purgedEntries.increment(expired.size());
        return expired.size();
    }

    private static Counter counter(MeterRegistry meters, String kind) {
        return Counter.builder("recurra.purged")
                .description("Rows removed because their time was over")
                .tag("kind", kind)
                .register(meters);
    }
}
