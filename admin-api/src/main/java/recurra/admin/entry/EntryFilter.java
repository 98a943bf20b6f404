package recurra.admin.entry;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import recurra.admin.error.AdminException;
import recurra.admin.web.Parameters;
import recurra.matching.TenantId;

/**
 * Which entries are wanted.
 *
 * @param olderThan answered before that time
 * @param newerThan answered after that time
 * @param text words that the question has, in the syntax of web searches: {@code "a phrase"},
 *     {@code or}, {@code -without}
 */
record EntryFilter(
        Optional<TenantId> tenant,
        Optional<String> model,
        Optional<Instant> olderThan,
        Optional<Instant> newerThan,
        Optional<String> text) {
    static final int MAX_TEXT = 1000;
    private static final int MAX_MODEL = 256;

    static EntryFilter parse(
            @Nullable String tenant,
            @Nullable String model,
            @Nullable String olderThan,
            @Nullable String newerThan,
            @Nullable String text,
            Clock clock) {
        EntryFilter filter =
                new EntryFilter(
                        Parameters.tenant(tenant),
                        Parameters.text("model", model, MAX_MODEL),
                        Parameters.time("olderThan", olderThan, clock),
                        Parameters.time("newerThan", newerThan, clock),
                        Parameters.text("text", text, MAX_TEXT));
        if (filter.olderThan.isPresent()
                && filter.newerThan.isPresent()
                && !filter.newerThan.get().isBefore(filter.olderThan.get())) {
            throw AdminException.invalid(
                    "newerThan",
                    "No entry is newer than "
                            + filter.newerThan.get()
                            + " and older than "
                            + filter.olderThan.get()
                            + ". Swap 'newerThan' and 'olderThan'.");
        }
        return filter;
    }

    @Override
    public String toString() {
        return "EntryFilter[tenant=" + tenant + ", model=" + model + "]";
    }
}
