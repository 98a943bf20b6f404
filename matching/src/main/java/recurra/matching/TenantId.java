package recurra.matching;

import java.util.regex.Pattern;

/**
 * A tenant: the owner of entries, which never leave it. Follows from the credential of a request,
 * never from a header.
 *
 * @param value 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}, so that it can stand in keys and
 *     paths
 */
public record TenantId(String value) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public TenantId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "A tenant id has 1 to 64 characters of A-Z a-z 0-9 . _ - and starts with a letter or a digit");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
