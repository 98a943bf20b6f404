package recurra.matching;

import java.util.HexFormat;

/**
 * Names a request by everything that shapes its answer: equal keys, equal questions.
 *
 * @param hex SHA-256, 64 lower-case hexadecimal digits
 */
public record ExactKey(String hex) {
    public ExactKey {
        hex = Sha256.checked(hex, "An exact key");
    }

    /** The key of its 32 bytes, as the database keeps it. */
    public static ExactKey of(byte[] bytes) {
        return new ExactKey(HexFormat.of().formatHex(bytes));
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
