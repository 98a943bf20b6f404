package recurra.simulator;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * A SHA-256 from which the simulator derives everything that looks like chance, so that the same
 * request has the same answer.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
record Digest(String hex) {

    static Digest of(byte[] bytes) {
        try {
            return new Digest(
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    static Digest of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The digest of this one and a name: an independent value for another purpose. */
    Digest derive(String purpose) {
        return of(hex + '/' + purpose);
    }

    /** The first {@code digits} digits. */
    String shortHex(int digits) {
        return hex.substring(0, digits);
    }

    /** A generator that this digest seeds. */
    SplittableRandom random() {
        return new SplittableRandom(ByteBuffer.wrap(HexFormat.of().parseHex(hex)).getLong());
    }
}
