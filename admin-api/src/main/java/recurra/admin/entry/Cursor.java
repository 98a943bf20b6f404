package recurra.admin.entry;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import recurra.admin.error.AdminException;
import recurra.matching.EntryId;
import recurra.matching.TenantId;

/**
 * A place in the list of entries, which goes from new to old: the last entry that was given out.
 * Entries that come or go meanwhile neither repeat others nor hide them.
 */
record Cursor(Instant answeredAt, TenantId tenant, EntryId id) {
    /** The cursor as clients carry it. */
    String encode() {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, answeredAt);
        String text = micros + "/" + tenant + "/" + id;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static Cursor decode(String text) {
        try {
            String[] parts =
                    new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8)
                            .split("/", -1);
            if (parts.length == 3) {
                return new Cursor(
                        Instant.EPOCH.plus(Long.parseLong(parts[0]), ChronoUnit.MICROS),
                        new TenantId(parts[1]),
                        EntryId.parse(parts[2]));
            }
        } catch (IllegalArgumentException e) {
            throw notACursor();
        }
        throw notACursor();
    }

    private static AdminException notACursor() {
        return AdminException.invalid(
                "cursor",
                "'cursor' must be the 'nextCursor' of the page before. Leave it out for the first page.");
    }
}
