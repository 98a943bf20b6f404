package recurra.store.exact.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import recurra.store.answer.UnreadableAnswerException;

/**
 * What stands under a key in Redis: a letter for the kind, the time in microseconds as 16 digits,
 * then the body. The digits are text so that the script compares them without a number format of
 * its own, and so that a person can read them.
 */
record StampedValue(Kind kind, Instant at, @SuppressWarnings("ArrayRecordComponent") byte[] body) {
    private static final int DIGITS = 16;
    private static final int HEADER = 1 + DIGITS;
    private static final byte[] NOTHING = {};

    /** What a value is. */
    enum Kind {
        /** The body is an answer. */
        ANSWER('A'),
        /** The body is the exact key of the answer, in hexadecimal. */
        ALIAS('N'),
        /** Answers up to the time are not wanted. */
        REMOVAL('R');

        private final byte letter;

        Kind(char letter) {
            this.letter = (byte) letter;
        }

        private static Kind of(byte letter) {
            for (Kind kind : values()) {
                if (kind.letter == letter) {
                    return kind;
                }
            }
            throw new UnreadableAnswerException("The stored value is of no known kind");
        }
    }

    static StampedValue removal(Instant at) {
        return new StampedValue(Kind.REMOVAL, at, NOTHING);
    }

    byte[] toBytes() {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, at);
        String digits = String.format("%0" + DIGITS + "d", micros);
        byte[] bytes = new byte[HEADER + body.length];
        bytes[0] = kind.letter;
        System.arraycopy(digits.getBytes(US_ASCII), 0, bytes, 1, DIGITS);
        System.arraycopy(body, 0, bytes, HEADER, body.length);
        return bytes;
    }

    /**
     * The value that {@link #toBytes} wrote.
     *
     * @throws UnreadableAnswerException when the bytes are something else
     */
    static StampedValue of(byte[] bytes) {
        if (bytes.length < HEADER) {
            throw new UnreadableAnswerException("The stored value is shorter than its header");
        }
        long micros;
        try {
            micros = Long.parseLong(new String(bytes, 1, DIGITS, US_ASCII));
        } catch (NumberFormatException e) {
            throw new UnreadableAnswerException("The stored value has no time", e);
        }
        byte[] body = new byte[bytes.length - HEADER];
        System.arraycopy(bytes, HEADER, body, 0, body.length);
        return new StampedValue(
                Kind.of(bytes[0]), Instant.EPOCH.plus(micros, ChronoUnit.MICROS), body);
    }

    @Override
    public String toString() {
        return "StampedValue[kind=" + kind + ", at=" + at + ", length=" + body.length + "]";
    }
}
