package recurra.evaluation.data;

import java.util.Locale;
import recurra.matching.Sha256;

/**
 * The part of the data that a row belongs to. Weights are fitted on the first, thresholds chosen on
 * the second, and figures reported from the third, which nothing is ever tuned on.
 *
 * <p>Rows that are not independent of each other share a <em>group</em>, and a group is in one part
 * as a whole. This is the one place where the groups are defined:
 *
 * <ul>
 *   <li>a pair that names its slice: the slice. Such slices are made to test one thing, so what is
 *       reported about one must not come from weights fitted on its siblings;
 *   <li>a pair without a slice: its connected component, where questions of equal {@link
 *       QuestionText#folded} text are one node and each pair, whatever its label, is an edge;
 *   <li>a template question: its template;
 *   <li>a tool prompt: its prompt.
 * </ul>
 *
 * <p>The part follows from SHA-256 of the group's name and from nothing else, so it is the same in
 * every run, whatever other rows or files there are.
 */
public enum Part {
    TRAIN(50),
    CALIBRATION(20),
    TEST(30);

    /** A change of the rule needs another version, and new figures. */
    private static final String VERSION = "part/1|";

    private final int percent;

    Part(int percent) {
        this.percent = percent;
    }

    /** The part of the group: half of them train, a fifth calibrate, the rest test. */
    public static Part of(String group) {
        int share = Integer.parseInt(Sha256.hex(VERSION + group), 0, 7, 16) % 100;
        if (share < TRAIN.percent) {
            return TRAIN;
        }
        return share < TRAIN.percent + CALIBRATION.percent ? CALIBRATION : TEST;
    }

    /** The part's name in options and reports. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
