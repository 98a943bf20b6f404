package recurra.benchmark.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import recurra.benchmark.process.Processes;
import recurra.benchmark.process.Program;
import recurra.benchmark.process.ProgramException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What installs and starts peers.
 *
 * @param installed the folder of what is installed, which later runs find again
 * @param work the folder of this run's configurations
 */
public record PeerTools(Path installed, Path work, Processes processes) {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** The program of that name. */
    Program program(String name) {
        return Program.find(name)
                .orElseThrow(() -> new ProgramException("there is no " + name + " here"));
    }

    /**
     * Installs a package from npm, unless it is there.
     *
     * @return the folder of the package
     */
    Path npm(String name) throws IOException {
        Path folder = Files.createDirectories(installed.resolve(name.replaceAll("[^a-z-]", "_")));
        Path module = folder.resolve("node_modules").resolve(name);
        if (!Files.exists(module.resolve("package.json"))) {
            Files.writeString(folder.resolve("package.json"), "{\"private\": true}\n");
            program("npm")
                    .run(
                            folder,
                            List.of("install", "--no-audit", "--no-fund", name),
                            folder.resolve("install.log"),
                            LIMIT);
        }
        return module;
    }

    /** The version that an npm package says it is. */
    static String npmVersion(Path module) throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readString(module.resolve("package.json")))
                .path("version")
                .asString("");
    }

    /**
     * Installs a package from PyPI into an environment of its own, unless it is there.
     *
     * @return the folder of the environment
     */
    Path pip(String name, String requirement) throws IOException {
        Path folder = Files.createDirectories(installed.resolve(name));
        if (!Files.exists(folder.resolve("complete"))) {
            Path log = folder.resolve("install.log");
            program("python3").run(folder, List.of("-m", "venv", "."), log, LIMIT);
            Program.of(folder.resolve("bin/pip"))
                    .run(folder, List.of("install", "-q", requirement), log, LIMIT);
            Files.writeString(folder.resolve("complete"), "");
        }
        return folder;
    }
}
