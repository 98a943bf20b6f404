package recurra.matching;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Names an entry, the newest answer of one tenant to one request. Follows from both, so a rebuilt
 * entry has the id it had before.
 *
 * @param value a name-based UUID of version 8 (RFC 9562) over SHA-256 of {@code tenantId/exactKey}
 */
public record EntryId(UUID value) {
    /** The id of the tenant's entry for the key. */
    public static EntryId of(TenantId tenant, ExactKey key) {
        byte[] name = (tenant.value() + "/" + key.hex()).getBytes(StandardCharsets.UTF_8);
        ByteBuffer digest = ByteBuffer.wrap(Sha256.digest(name));
        long high = (digest.getLong() & ~0xF000L) | 0x8000L;
        long low = (digest.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new EntryId(new UUID(high, low));
    }

    /** The id that {@link #toString} wrote. */
    public static EntryId parse(String text) {
        return new EntryId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
