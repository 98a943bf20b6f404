package recurra.matching;

import java.util.HexFormat;

/**
 * Names a question in its scope and for its model without regard to spelling: case, white space,
 * Unicode form, closing punctuation.
 *
 * @param hex SHA-256, 64 lower-case hexadecimal digits
 */
public record NormalizedKey(String hex) {
    public NormalizedKey {
        hex = Sha256.checked(hex, "A normalized key");
    }

    /** The key of its 32 bytes, as the database keeps it. */
    public static NormalizedKey of(byte[] bytes) {
        return new NormalizedKey(HexFormat.of().formatHex(bytes));
    }

    /** The key's 32 bytes. */
    public byte[] bytes() {
        return Sha256.bytes(hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
