package recurra.admin.web;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import recurra.admin.error.AdminException;
import recurra.matching.EntryId;
import recurra.matching.TenantId;

/** Reads parameters and says what is wrong with those that are not valid. */
public final class Parameters {
    /** What no time of ours lies outside of, so that arithmetic and the database can take it. */
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private Parameters() {}

    /** A text of at most {@code maxLength} UTF-16 units. */
    public static Optional<String> text(String name, @Nullable String value, int maxLength) {
        if (value == null) {
            return Optional.empty();
        }
        if (value.isBlank()) {
            throw AdminException.invalid(name, "'" + name + "' is empty. Leave it out.");
        }
        if (value.length() > maxLength) {
            throw AdminException.invalid(
                    name,
                    "'%s' has %d characters. Use at most %d."
                            .formatted(name, value.length(), maxLength));
        }
        if (value.indexOf('\0') >= 0) {
            throw AdminException.invalid(
                    name, "'" + name + "' holds a zero character. Leave it out.");
        }
        return Optional.of(value);
    }

    /** A tenant. */
    public static Optional<TenantId> tenant(@Nullable String value) {
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new TenantId(value));
        } catch (IllegalArgumentException e) {
            throw AdminException.invalid("tenant", "'tenant' is not one. " + e.getMessage() + ".");
        }
    }

    /** An entry's id. */
    public static EntryId entryId(String value) {
        try {
            UUID id = UUID.fromString(value);
            if (id.toString().equalsIgnoreCase(value)) {
                return new EntryId(id);
            }
        } catch (IllegalArgumentException e) {
            throw notAnId();
        }
        throw notAnId();
    }

    /** A whole number within bounds. */
    public static int number(
            String name, @Nullable String value, int least, int most, int otherwise) {
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw outOfBounds(name, least, most);
        }
        throw outOfBounds(name, least, most);
    }

    /** A time: an instant, or a duration before now. */
    public static Optional<Instant> time(String name, @Nullable String value, Clock clock) {
        if (value == null) {
            return Optional.empty();
        }
        Instant time;
        try {
            time =
                    value.startsWith("P") || value.startsWith("p")
                            ? clock.instant().minus(Duration.parse(value))
                            : Instant.parse(value);
        } catch (DateTimeException | ArithmeticException e) {
            throw notATime(name);
        }
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            throw notATime(name);
        }
        return Optional.of(time);
    }

    private static AdminException notAnId() {
        return AdminException.invalid(
                "id",
                "An entry's id is a UUID such as 8c9f1d1e-6c1a-8b7e-9d3c-0b6f6b1f2a3d. It stands in the header x-cache-provenance of a hit.");
    }

    private static AdminException outOfBounds(String name, int least, int most) {
        return AdminException.invalid(
                name, "'%s' must be a whole number from %d to %d.".formatted(name, least, most));
    }

    private static AdminException notATime(String name) {
        return AdminException.invalid(
                name,
                "'%s' must be a time such as 2026-01-31T12:00:00Z, or a duration before now such as PT6H or P7D."
                        .formatted(name));
    }
}
