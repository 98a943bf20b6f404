package recurra.store.processed;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The events that each consumer has applied. Joins the transaction of its thread, in which the
 * effect of the event is written too: a second delivery changes nothing. Safe for threads.
 */
public final class ProcessedEvents {
    private final JdbcClient jdbc;

    public ProcessedEvents(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    /**
     * Marks the event as applied. Waits while another transaction has it in hand.
     *
     * @return whether it was not applied before, so that the caller is to apply it
     */
    public boolean claim(String consumer, UUID eventId) {
        return jdbc.sql(
                                """
                                insert into recurra.processed_event (consumer, event_id) values (:consumer, :eventId)
                                on conflict do nothing
                                """)
                        .param("consumer", consumer)
                        .param("eventId", eventId)
                        .update()
                > 0;
    }

    /**
     * Marks the events as applied, all in one go. Waits while another transaction has one of them
     * in hand.
     *
     * @return those that were not applied before, so that the caller is to apply them
     */
    public Set<UUID> claim(String consumer, Collection<UUID> eventIds) {
        Set<UUID> fresh = new HashSet<>();
        jdbc.sql(
                        """
                        insert into recurra.processed_event (consumer, event_id)
                        select :consumer, id from unnest(:eventIds) as id order by id
                        on conflict do nothing
                        returning event_id
                        """)
                .param("consumer", consumer)
                .param("eventIds", eventIds.toArray(UUID[]::new))
                .query(row -> {
                    fresh.add(row.getObject("event_id", UUID.class));
                });
        return fresh;
    }

    /**
     * Forgets what was applied longer ago. A delivery still older would be applied again, which the
     * stores bear.
     *
     * @return how many were forgotten
     */
    public int purge(Duration olderThan) {
        return jdbc.sql(
                        """
                        delete from recurra.processed_event
                        where processed_at < now() - make_interval(secs => :seconds)
                        """)
                .param("seconds", olderThan.toSeconds())
                .update();
    }

    /** Forgets everything that the consumer applied, so that it can apply the log again. */
    public void clear(String consumer) {
        jdbc.sql("delete from recurra.processed_event where consumer = :consumer")
                .param("consumer", consumer)
                .update();
    }
}
