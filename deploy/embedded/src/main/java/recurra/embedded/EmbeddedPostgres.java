package recurra.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Postgres server: the one of the Maven artifacts, which has no pgvector, or one that is
 * installed on the machine. Its data are as safe as any Postgres keeps them.
 */
public final class EmbeddedPostgres implements EmbeddedProcess {
    private static final String NAME = "Postgres";
    // "Fast": open transactions are rolled back. The usual signal would wait for every client to
    // leave.
    private static final String STOP_SIGNAL = "INT";
    private static final Pattern VERSION = Pattern.compile("PostgreSQL\\) (\\d+)");

    private final DataFolder folder;
    private final ServerProcess process;
    private final int port;
    private final PostgresAdministration administration;

    private EmbeddedPostgres(
            DataFolder folder,
            ServerProcess process,
            int port,
            PostgresAdministration administration) {
        this.folder = folder;
        this.process = process;
        this.port = port;
        this.administration = administration;
    }

    /**
     * What to start.
     *
     * @param folder where its data are kept
     * @param port the port to listen on; 0 for a free one
     * @param home a PostgreSQL installation, the folder that holds {@code bin/} (for example {@code
     *     /usr/lib/postgresql/17}); null for the one of the Maven artifacts
     * @param settings server settings that differ from ours, by their names in {@code
     *     postgresql.conf}
     */
    public record Config(Path folder, int port, @Nullable Path home, Map<String, String> settings) {
        public Config {
            settings = Map.copyOf(settings);
        }
    }

    /**
     * Starts the server, with a new database cluster where the folder is empty; returns when it
     * answers.
     *
     * @throws EmbeddedServerException when it cannot be started, with what to change
     */
    public static EmbeddedPostgres start(Config config) {
        Path programs = programs(config.home());
        DataFolder folder = DataFolder.open(config.folder(), NAME);
        try {
            ServerProcess.endLeftover(NAME, folder, STOP_SIGNAL);
            int port = Ports.resolve(config.port(), NAME);
            Path data = prepareData(folder, programs);
            var administration = new PostgresAdministration("127.0.0.1", port, folder.password());
            ServerProcess process =
                    ServerProcess.start(
                            NAME,
                            folder,
                            serverCommand(programs, data, port, config.settings()),
                            STOP_SIGNAL,
                            administration::answers);
            return new EmbeddedPostgres(folder, process, port, administration);
        } catch (IOException e) {
            folder.close();
            throw new EmbeddedServerException("Postgres cannot be started: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** Whether the extension pgvector can be created here. */
    public boolean hasPgvector() {
        return administration.hasPgvector();
    }

    /** See {@link PostgresAdministration#database}. */
    public DatabaseLogin database(String name) {
        return administration.database(name);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void freeze() {
        process.freeze();
    }

    @Override
    public void thaw() {
        process.thaw();
    }

    @Override
    public void close() {
        process.stop();
        folder.close();
    }

    private static Path programs(@Nullable Path home) {
        Path programs = (home == null ? Binaries.postgres() : home.toAbsolutePath()).resolve("bin");
        for (String program : List.of("initdb", "postgres")) {
            if (!Files.isExecutable(programs.resolve(program))) {
                throw new EmbeddedServerException(
                        "%s is no PostgreSQL installation: there is no bin/%s in it. Give the folder that holds bin/, for example /usr/lib/postgresql/17."
                                .formatted(programs.getParent(), program));
            }
        }
        return programs;
    }

    private static Path prepareData(DataFolder folder, Path programs) throws IOException {
        Path data = folder.resolve("data");
        Path version = data.resolve("PG_VERSION");
        if (Files.exists(version)) {
            requireSameVersion(folder, programs, Files.readString(version).strip());
            return data;
        }
        // Made beside its place, so that an interrupted start leaves nothing that looks complete.
        Path draft = folder.resolve("data.new");
        if (Files.exists(draft)) {
            Folders.delete(draft);
        }
        folder.password();
        SystemTools.run(
                asOrdinaryUser(
                        List.of(
                                programs.resolve("initdb").toString(),
                                "--pgdata=" + draft,
                                "--username=postgres",
                                "--pwfile=" + folder.resolve("password"),
                                "--auth=scram-sha-256",
                                "--encoding=UTF8",
                                // Upper and lower case of all languages, the same on every machine.
                                "--locale="
                                        + (SystemTools.isLinux() ? "C.UTF-8" : "en_US.UTF-8"))));
        Files.move(draft, data);
        return data;
    }

    private static void requireSameVersion(DataFolder folder, Path programs, String written)
            throws IOException {
        String banner =
                SystemTools.run(List.of(programs.resolve("postgres").toString(), "--version"));
        Matcher version = VERSION.matcher(banner);
        if (!version.find()) {
            throw new IOException("the version of PostgreSQL is not known: " + banner.strip());
        }
        if (!version.group(1).equals(written)) {
            throw new EmbeddedServerException(
                    "The data in %s were written by PostgreSQL %s, and %s is PostgreSQL %s, which cannot read them. Use PostgreSQL %s again (RECURRA_POSTGRES_HOME), or move the folder away: Recurra rebuilds the database from its log (./recurra replay)."
                            .formatted(
                                    folder.resolve("data"),
                                    written,
                                    programs.getParent(),
                                    version.group(1),
                                    written));
        }
    }

    private static List<String> serverCommand(
            Path programs, Path data, int port, Map<String, String> settings) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                programs.resolve("postgres").toString(),
                                "-D",
                                data.toString(),
                                "-p",
                                Integer.toString(port),
                                "-c",
                                "listen_addresses=127.0.0.1",
                                // None: the usual folder belongs to the system's own server.
                                "-c",
                                "unix_socket_directories="));
        settings.forEach((name, value) -> {
            command.add("-c");
            command.add(name + "=" + value);
        });
        return asOrdinaryUser(command);
    }

    /**
     * Postgres refuses to run as root. In a user namespace without a mapping it does not see that
     * it does, and still may use root's files.
     */
    private static List<String> asOrdinaryUser(List<String> command) {
        if (!SystemTools.isRoot()) {
            return command;
        }
        try {
            SystemTools.run(List.of("unshare", "--user", "true"));
        } catch (EmbeddedServerException e) {
            throw new EmbeddedServerException(
                    "Postgres refuses to run as root, and this system gives root no user namespace to hide in. Start Recurra as another user, or use your own Postgres: set RECURRA_POSTGRES_URL.",
                    e);
        }
        return Stream.concat(Stream.of("unshare", "--user"), command.stream()).toList();
    }
}
