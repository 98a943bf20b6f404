package recurra.matching;

import java.util.HexFormat;

/**
 * Names a question in its scope and for its model without regard to spelling: case, white space,
 * Unicode form, closing punctuation.
 *
 * <p>Case and closing mark need a second look, since they tell {@code IT} from {@code it} and
 * {@code You can do this.} from {@code You can do this?}, but nothing at all in a text that is all
 * in small letters or has no mark. So two questions of one key are the same only if their marks
 * agree.
 *
 * @param hex SHA-256, 64 lower-case hexadecimal digits
 * @param marks what case and closing mark tell: two parts with a colon between, each {@link
 *     #UNMARKED} where it tells nothing
 */
public record NormalizedKey(String hex, String marks) {
    /** The part of a mark that tells nothing. */
    public static final String UNMARKED = "*";

    /** The marks of a text whose spelling tells nothing. */
    public static final String UNMARKED_TEXT = UNMARKED + ":" + UNMARKED;

    public NormalizedKey {
        hex = Sha256.checked(hex, "A normalized key");
        if (marks.indexOf(':') < 0) {
            throw new IllegalArgumentException("Marks have two parts with a colon between");
        }
    }

    /** Whether a question with this key and one with the other are the same question. */
    public boolean agreesWith(NormalizedKey other) {
        return hex.equals(other.hex) && agreesWithMarks(other.marks);
    }

    /** Whether a question of the same {@link #hex} with those marks is the same question. */
    public boolean agreesWithMarks(String others) {
        int own = marks.indexOf(':');
        int other = others.indexOf(':');
        return other >= 0
                && agree(marks.substring(0, own), others.substring(0, other))
                && agree(marks.substring(own + 1), others.substring(other + 1));
    }

    private static boolean agree(String one, String other) {
        return one.equals(other) || one.equals(UNMARKED) || other.equals(UNMARKED);
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
