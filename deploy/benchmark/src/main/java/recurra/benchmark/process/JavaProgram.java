package recurra.benchmark.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Java program, started with the flags of {@code ./recurra up}, whichever it is.
 *
 * @param flags for the JVM beside the usual ones
 */
public record JavaProgram(
        String mainClass, String classPath, List<String> flags, List<String> arguments) {
    /**
     * What every JVM of a run gets, unless it has flags that say otherwise. As in a container, the
     * heap is there from the start, so that it is seldom collected.
     */
    public static final List<String> FLAGS =
            List.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "--add-modules=jdk.incubator.vector",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Djdk.virtualThreadScheduler.parallelism=8",
                    "-Djdk.pollerMode=1",
                    "-Xms512m",
                    "-Xmx512m",
                    "-XX:+ExitOnOutOfMemoryError");

    public JavaProgram {
        flags = List.copyOf(flags);
        arguments = List.copyOf(arguments);
    }

    /** What this process itself runs with. */
    public static String ownClassPath() {
        return System.getProperty("java.class.path", "");
    }

    /**
     * What a module of Recurra runs with, its own jar first.
     *
     * @param module the folder of a module that writes its class path when it is packaged
     * @throws ProgramException when the module is not built
     */
    public static String classPathOf(Path module) {
        Path target = module.resolve("target");
        try (Stream<Path> files = Files.list(target)) {
            Path jar =
                    files.filter(file -> file.getFileName().toString().matches("recurra-.*\\.jar"))
                            .findFirst()
                            .orElseThrow(() -> new IOException("no jar in " + target));
            return jar + ":" + Files.readString(target.resolve("dependencies")).strip();
        } catch (IOException e) {
            throw new ProgramException(module + " is not built: " + e.getMessage(), e);
        }
    }

    public ChildProcess start(Processes processes, String name, Map<String, String> environment) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(flags);
        command.add(mainClass);
        command.addAll(arguments);
        // By variable, as the launcher does it: a long command line crashes onnxruntime.
        Map<String, String> all = new HashMap<>(environment);
        all.put("CLASSPATH", classPath);
        return processes.start(name, command, all);
    }
}
