package recurra.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Objects;

/**
 * A password, key or token from the configuration, which never shows itself. A property of this
 * type takes the value itself, or {@code file:} with the path of a file that holds it.
 */
public final class Secret {
    private static final String FILE = "file:";

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /**
     * The secret that the text is, or that the file it names holds without the white space around
     * it. The configuration's binder calls this.
     *
     * @throws InvalidConfigurationException when the file cannot be read
     */
    public static Secret of(String text) {
        if (!text.startsWith(FILE)) {
            return new Secret(text);
        }
        Path file = Path.of(text.substring(FILE.length()));
        try {
            return new Secret(Files.readString(file, StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            throw new InvalidConfigurationException(
                    "The file of a secret cannot be read: " + file,
                    "Create the file, or let the user that runs the service read it.",
                    e);
        }
    }

    /** The secret itself. */
    public String reveal() {
        return value;
    }

    /** Whether nothing was configured, as when an environment variable is not set. */
    public boolean isEmpty() {
        return value.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8),
                        secret.value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(value);
    }

    @Override
    public String toString() {
        return isEmpty() ? "" : "***";
    }
}
