package recurra.indexer.index;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import recurra.matching.EntryId;
import recurra.matching.TenantId;

/**
 * Up to when the answers of entries were declared invalid. Joins the transaction of its thread.
 * Safe for threads.
 */
public final class Invalidations {
    private final JdbcClient jdbc;

    public Invalidations(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    /** The invalidations of those among the tenants' entries that have one. */
    public Known of(Map<EntryId, TenantId> entries) {
        if (entries.isEmpty()) {
            return new Known(Map.of());
        }
        Map<EntryId, Instant> times = new HashMap<>();
        jdbc.sql(
                        """
                        select entry_id, invalidated_at
                        from recurra.entry_invalidation
                        join unnest(:tenants, :ids) as wanted (tenant_id, entry_id) using (tenant_id, entry_id)
                        """)
                .param(
                        "tenants",
                        entries.values().stream().map(TenantId::value).toArray(String[]::new))
                .param("ids", entries.keySet().stream().map(EntryId::value).toArray(UUID[]::new))
                .query(row -> {
                    times.put(
                            new EntryId(row.getObject("entry_id", UUID.class)),
                            row.getObject("invalidated_at", OffsetDateTime.class).toInstant());
                });
        return new Known(times);
    }

    /** The invalidation of each entry that has one. */
    public record Known(Map<EntryId, Instant> times) {
        public Known {
            times = Map.copyOf(times);
        }

        /** Whether the entry's answer of the time may still be served. */
        public boolean spare(EntryId id, Instant answeredAt) {
            Instant invalidatedAt = times.get(id);
            return invalidatedAt == null || invalidatedAt.isBefore(answeredAt);
        }
    }
}
