package recurra.matching.request;

import java.util.regex.Pattern;

/**
 * Models that differ only in their release date, such as {@code gpt-4o} and its dated snapshots.
 */
public final class ModelFamily {
    /** The ends of names that tell a release: a date, four digits of one, or "latest". */
    private static final Pattern RELEASE =
            Pattern.compile("[-@](?:\\d{4}-\\d{2}-\\d{2}|\\d{8}|\\d{4}|\\d{2}-\\d{2}|latest)$");

    private ModelFamily() {}

    /** The model's name without its release, or the name itself. */
    public static String of(String model) {
        String family = RELEASE.matcher(model).replaceFirst("");
        return family.isEmpty() ? model : family;
    }
}
