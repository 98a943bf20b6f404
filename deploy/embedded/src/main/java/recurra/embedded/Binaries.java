package recurra.embedded;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/**
 * The programs inside the Maven artifacts, unpacked once into the user's cache folder ({@code
 * $XDG_CACHE_HOME/recurra} or {@code ~/.cache/recurra}) and shared by all runs.
 */
final class Binaries {
    private static final Logger LOG = LoggerFactory.getLogger(Binaries.class);

    private Binaries() {}

    /** The file of the Redis server for this machine. */
    static Path redis() {
        Map<OsArchitecture, String> versions = ExecutableProvider.newProvidedVersionsMap();
        String resource = versions.get(OsArchitecture.detectOSandArchitecture());
        if (resource == null) {
            throw new EmbeddedServerException(
                    "There is no embedded Redis for this kind of machine (%s, %s). Use your own: set RECURRA_REDIS_URL."
                            .formatted(
                                    System.getProperty("os.name"), System.getProperty("os.arch")));
        }
        String name = Path.of(resource).getFileName().toString();
        return unpacked(
                        name,
                        folder ->
                                ExecutableProvider.newJarResourceProvider(folder::toFile, versions)
                                        .get())
                .resolve(name);
    }

    /** The folder of the PostgreSQL installation for this machine, with {@code bin/} in it. */
    static Path postgres() {
        byte[] archive;
        try (InputStream resource =
                DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
                        System.getProperty("os.name").startsWith("Mac") ? "Darwin" : "Linux",
                        System.getProperty("os.arch"))) {
            archive = resource.readAllBytes();
        } catch (IOException | IllegalStateException e) {
            throw new EmbeddedServerException(
                    "There is no embedded PostgreSQL for this kind of machine (%s, %s). Use your own: set RECURRA_POSTGRES_HOME or RECURRA_POSTGRES_URL."
                            .formatted(
                                    System.getProperty("os.name"), System.getProperty("os.arch")),
                    e);
        }
        return unpacked("postgres-" + digest(archive), folder -> unpackTarXz(archive, folder));
    }

    @FunctionalInterface
    private interface Unpacking {
        void into(Path folder) throws IOException;
    }

    private static Path unpacked(String name, Unpacking unpacking) {
        Path folder = cacheFolder().resolve(name);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        try {
            LOG.atInfo().addKeyValue("folder", folder).log("Unpacking an embedded server");
            Files.createDirectories(folder.getParent());
            Path draft = Files.createTempDirectory(folder.getParent(), "unpacking");
            unpacking.into(draft);
            try {
                Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException e) {
                // Another process was faster; its copy is the same.
                if (!Files.isDirectory(folder)) {
                    throw e;
                }
                Folders.delete(draft);
            }
            return folder;
        } catch (IOException e) {
            throw new EmbeddedServerException(
                    "%s cannot be unpacked: %s".formatted(folder, e.getMessage()), e);
        }
    }

    private static Path cacheFolder() {
        String cacheHome = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
        Path caches =
                cacheHome.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".cache")
                        : Path.of(cacheHome);
        return caches.resolve("recurra").toAbsolutePath();
    }

    private static void unpackTarXz(byte[] archive, Path folder) throws IOException {
        try (var tar =
                new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                    continue;
                }
                Files.createDirectories(target.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, target);
                    if ((entry.getMode() & 0100) != 0) {
                        Files.setPosixFilePermissions(
                                target, PosixFilePermissions.fromString("rwxr-xr-x"));
                    }
                }
            }
        }
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(sha256, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
