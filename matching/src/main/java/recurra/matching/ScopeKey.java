package recurra.matching;

import java.util.HexFormat;

/**
 * Names what must be equal before two questions are compared by similarity: everything that shapes
 * the answer but the model and the text of the last user message.
 *
 * @param hex SHA-256, 64 lower-case hexadecimal digits
 */
public record ScopeKey(String hex) {
    public ScopeKey {
        hex = Sha256.checked(hex, "A scope key");
    }

    /** The key of its 32 bytes, as the database keeps it. */
    public static ScopeKey of(byte[] bytes) {
        return new ScopeKey(HexFormat.of().formatHex(bytes));
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
