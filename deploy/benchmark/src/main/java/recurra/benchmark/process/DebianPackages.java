package recurra.benchmark.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Programs of Debian's packages, unpacked into a folder of the run: nothing is installed on the
 * machine and no service is started.
 */
public final class DebianPackages {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Path folder;

    public DebianPackages(Path folder) {
        this.folder = folder;
    }

    /**
     * The program: the one on the path where there is one, else from the packages.
     *
     * @param file of the program in the packages, as {@code usr/bin/wrk}
     * @return empty where there is neither the program nor a Debian to bring it
     */
    public Optional<Program> program(String file, String... packages) throws IOException {
        String name = Path.of(file).getFileName().toString();
        Optional<Program> there = Program.find(name);
        if (there.isPresent()) {
            return there;
        }
        Path root = folder.resolve(name);
        if (!Files.isExecutable(root.resolve(file)) && !unpack(root, packages)) {
            return Optional.empty();
        }
        return Optional.of(root.resolve(file))
                .filter(Files::isExecutable)
                .map(found -> new Program(found, Map.of("LD_LIBRARY_PATH", libraries(root))));
    }

    private static boolean unpack(Path root, String... packages) throws IOException {
        Optional<Program> apt = Program.find("apt-get");
        Optional<Program> dpkg = Program.find("dpkg");
        if (apt.isEmpty() || dpkg.isEmpty()) {
            return false;
        }
        Files.createDirectories(root);
        List<String> download = new ArrayList<>(List.of("download"));
        download.addAll(List.of(packages));
        Path log = root.resolve("log");
        try {
            apt.get().run(root, download, log, LIMIT);
            for (Path file : downloaded(root)) {
                dpkg.get().run(root, List.of("-x", file.toString(), "."), log, LIMIT);
            }
            return true;
        } catch (ProgramException e) {
            // The caller says that the program is missing; the log says why.
            return false;
        }
    }

    private static List<Path> downloaded(Path root) throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.filter(file -> file.toString().endsWith(".deb")).toList();
        }
    }

    private static String libraries(Path root) {
        try (Stream<Path> folders = Files.walk(root.resolve("usr"), 2)) {
            return String.join(
                    ":",
                    folders.filter(path -> path.toString().contains("/usr/lib"))
                            .filter(Files::isDirectory)
                            .map(Path::toString)
                            .toList());
        } catch (IOException e) {
            throw new ProgramException("The libraries in " + root + " cannot be listed", e);
        }
    }
}
