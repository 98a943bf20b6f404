package recurra.indexer.purge;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import recurra.matching.EntryId;
import recurra.matching.TenantId;

/** Entries that may not be served any more. */
final class ExpiredEntries {
    private final JdbcClient jdbc;

    ExpiredEntries(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    record Expired(TenantId tenant, EntryId id, Instant answeredAt) {}

    /** Removes some of them, and returns which. */
    List<Expired> remove(int limit) {
        return jdbc.sql(
                        """
                        delete from recurra.entry
                        where (tenant_id, entry_id) in (
                            select tenant_id, entry_id from recurra.entry
                            where expires_at < now()
                            limit :limit
                            for update skip locked)
                        returning tenant_id, entry_id, answered_at
                        """)
                .param("limit", limit)
                .query((row, number) ->
                        new Expired(
                                new TenantId(row.getString("tenant_id")),
                                new EntryId(row.getObject("entry_id", UUID.class)),
                                row.getObject("answered_at", OffsetDateTime.class).toInstant()))
                .list();
    }
}
