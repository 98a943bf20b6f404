package recurra.matching;

import java.util.HexFormat;

/**
 * Names a question in its scope and for its model without regard to spelling: case, white space,
 * Unicode form, closing punctuation.
 *
 * <p>Case needs a second look, since it tells {@code IT} from {@code it} and {@code Polish} from
 * {@code polish} but nothing at all in a text that is all in small letters or all in capitals. So
 * two questions of one key are the same only if their case marks agree, or one has none.
 *
 * @param hex SHA-256, 64 lower-case hexadecimal digits
 * @param caseMark what the case of the words tells; {@link #UNIFORM_CASE} where it tells nothing
 */
public record NormalizedKey(String hex, String caseMark) {
    /** The mark of texts in one case. */
    public static final String UNIFORM_CASE = "*";

    public NormalizedKey {
        hex = Sha256.checked(hex, "A normalized key");
    }

    /** Whether a question with this key and one with the other are the same question. */
    public boolean agreesWith(NormalizedKey other) {
        return hex.equals(other.hex) && agreesWithMark(other.caseMark);
    }

    /** Whether a question of the same {@link #hex} with that case mark is the same question. */
    public boolean agreesWithMark(String mark) {
        return caseMark.equals(mark) || caseMark.equals(UNIFORM_CASE) || mark.equals(UNIFORM_CASE);
    }

    /** The 32 bytes of {@link #hex}. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
