package recurra.admin.entry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some entries, new ones first.
 *
 * @param nextCursor where the next page starts; absent on the last page
 */
record EntryPage(List<EntrySummary> entries, @Nullable String nextCursor) {
    EntryPage {
        entries = List.copyOf(entries);
    }
}
