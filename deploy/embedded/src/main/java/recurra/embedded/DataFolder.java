package recurra.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one server, held by this process until it is closed. The lock is the operating
 * system's, so it ends with the process however that ends.
 */
final class DataFolder implements AutoCloseable {
    private static final int PASSWORD_BYTES = 24;

    private final Path path;
    private final FileChannel lockFile;

    private DataFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Creates the folder where it does not exist, readable by its owner only, and locks it.
     *
     * @throws EmbeddedServerException when another server has it
     */
    static DataFolder open(Path path, String server) {
        try {
            // Absolute, because the server's process has a working directory of its own.
            Path folder = path.toAbsolutePath().normalize();
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            FileChannel lockFile =
                    FileChannel.open(
                            folder.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (tryLock(lockFile) == null) {
                lockFile.close();
                throw new EmbeddedServerException(
                        "%s is in use by another %s. Stop that one, or choose another data folder."
                                .formatted(folder, server));
            }
            return new DataFolder(folder, lockFile);
        } catch (IOException e) {
            throw new EmbeddedServerException(
                    "%s cannot use %s as its data folder: %s".formatted(server, path, e), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel lockFile) throws IOException {
        try {
            return lockFile.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** The server's password, made up at the first call and kept in the folder. */
    String password() {
        Path file = resolve("password");
        try {
            if (!Files.exists(file)) {
                byte[] bytes = new byte[PASSWORD_BYTES];
                new SecureRandom().nextBytes(bytes);
                writePrivately(file, HexFormat.of().formatHex(bytes));
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new EmbeddedServerException("Cannot keep a password in " + file, e);
        }
    }

    /** Writes a file that its owner alone can read; no half-written file is ever seen. */
    void writePrivately(Path file, String text) throws IOException {
        Path draft =
                Files.createTempFile(
                        path,
                        "draft",
                        null,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, text);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new EmbeddedServerException("Cannot release " + path, e);
        }
    }
}
