package recurra.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The PostgreSQL that is installed on this machine, with pgvector. */
final class PostgresInstallation {
    // Where Debian and its descendants keep them, by major version.
    private static final Path PROGRAMS = Path.of("/usr/lib/postgresql");
    private static final Path EXTENSIONS = Path.of("/usr/share/postgresql");

    private PostgresInstallation() {}

    /**
     * The folder that {@code RECURRA_POSTGRES_HOME} names, otherwise the newest installation with
     * pgvector.
     *
     * @throws IllegalStateException when there is none, with the command that installs it
     */
    static Path withPgvector() {
        String home = System.getenv().getOrDefault("RECURRA_POSTGRES_HOME", "");
        if (!home.isEmpty()) {
            return Path.of(home);
        }
        if (!Files.isDirectory(PROGRAMS)) {
            throw missingIn(PROGRAMS);
        }
        try (Stream<Path> versions = Files.list(PROGRAMS)) {
            return versions.filter(PostgresInstallation::isComplete)
                    .max(
                            Comparator.comparingInt(
                                    version -> Integer.parseInt(version.getFileName().toString())))
                    .orElseThrow(() -> missingIn(PROGRAMS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static IllegalStateException missingIn(Path place) {
        return new IllegalStateException(
                "These tests need PostgreSQL with pgvector; there is none in %s, and no Docker engine answers. Run deploy/testing/install-pgvector.sh, or set RECURRA_POSTGRES_HOME to an installation that has it."
                        .formatted(place));
    }

    private static boolean isComplete(Path version) {
        return Files.isExecutable(version.resolve("bin/initdb"))
                && Files.exists(
                        EXTENSIONS
                                .resolve(version.getFileName())
                                .resolve("extension/vector.control"));
    }
}
