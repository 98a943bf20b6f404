package recurra.gateway.credential;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import recurra.config.InvalidConfigurationException;
import recurra.config.Secret;

/**
 * The secret that tenants follow from. Whoever loses it has other tenants, and so an empty cache;
 * whoever shares it can tell which tenant a key belongs to.
 */
public final class TenantSecret {
    private static final String NAME = "tenant-secret";
    private static final int BYTES = 32;

    private TenantSecret() {}

    /** The secret kept in the folder; made, readable by nobody else, where there is none yet. */
    public static Secret in(Path folder) {
        Path file = folder.resolve(NAME);
        try {
            Files.createDirectories(folder);
            if (!Files.exists(file)) {
                create(folder, file);
            }
        } catch (IOException e) {
            throw new InvalidConfigurationException(
                    "The secret behind tenants cannot be written to " + file,
                    "Let the gateway write to recurra.data (RECURRA_DATA), or set"
                            + " recurra.tenant-secret (RECURRA_TENANT_SECRET).",
                    e);
        }
        return Secret.of("file:" + file);
    }

    private static void create(Path folder, Path file) throws IOException {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        // Complete before it has its name, so that a second gateway never reads half of it.
        Path draft =
                Files.createTempFile(
                        folder,
                        NAME,
                        ".new",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, HexFormat.of().formatHex(random), StandardOpenOption.SYNC);
        try {
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // Another gateway on this folder was first, and its secret is the one.
        } finally {
            Files.delete(draft);
        }
    }
}
