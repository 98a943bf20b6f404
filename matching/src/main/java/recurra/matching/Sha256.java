package recurra.matching;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 digests in hexadecimal, the form in which keys travel. */
public final class Sha256 {
    private static final HexFormat HEX = HexFormat.of();

    private Sha256() {}

    /** The digest of the text's UTF-8 bytes, 64 lower-case hexadecimal digits. */
    public static String hex(String text) {
        return hex(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The digest of the bytes, 64 lower-case hexadecimal digits. */
    public static String hex(byte[] bytes) {
        return HEX.formatHex(digest(bytes));
    }

    /** The digest of the first bytes, 64 lower-case hexadecimal digits. */
    public static String hex(byte[] bytes, int length) {
        MessageDigest digest = sha256();
        digest.update(bytes, 0, length);
        return HEX.formatHex(digest.digest());
    }

    /** The digest of the bytes, 32 bytes. */
    public static byte[] digest(byte[] bytes) {
        return sha256().digest(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    static String checked(String hex, String what) {
        if (hex.length() != 64) {
            throw new IllegalArgumentException(
                    what + " has 64 hexadecimal digits, not " + hex.length());
        }
        for (int i = 0; i < hex.length(); i++) {
            char c = hex.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                throw new IllegalArgumentException(
                        what + " has lower-case hexadecimal digits only");
            }
        }
        return hex;
    }

    static byte[] bytes(String hex) {
        return HEX.parseHex(hex);
    }
}
