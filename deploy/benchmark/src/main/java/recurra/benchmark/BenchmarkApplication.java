package recurra.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import recurra.benchmark.load.LoadGenerator;
import recurra.benchmark.load.Wrk;
import recurra.benchmark.part.ExactHit;
import recurra.benchmark.part.MemoryUse;
import recurra.benchmark.part.Micro;
import recurra.benchmark.part.Miss;
import recurra.benchmark.part.Part;
import recurra.benchmark.part.Peers;
import recurra.benchmark.part.Run;
import recurra.benchmark.part.StartUp;
import recurra.benchmark.part.TemplateHit;
import recurra.benchmark.part.WritePath;
import recurra.benchmark.process.DebianPackages;
import recurra.benchmark.process.Processes;
import recurra.benchmark.process.ProgramException;
import recurra.benchmark.report.Report;
import recurra.benchmark.result.Machine;
import recurra.benchmark.result.PartResult;
import recurra.benchmark.result.Results;

/** {@code ./recurra bench}: reads the options, measures the parts, writes the results. */
public final class BenchmarkApplication {
    private static final int WRONG_USE = 2;
    private static final int FAILED = 1;

    /** In the order of the page. */
    static final List<Part> PARTS =
            List.of(
                    new ExactHit(),
                    new Miss(),
                    new TemplateHit(),
                    new Peers(),
                    new WritePath(),
                    new MemoryUse(),
                    new StartUp(),
                    new Micro());

    private BenchmarkApplication() {}

    /**
     * Ends the process with 0, with 1 where a part could not be measured, 2 for wrong options. The
     * system property {@code recurra.root} is the clone that is measured.
     */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path root = Path.of(System.getProperty("recurra.root", "")).toAbsolutePath();
        System.exit(run(List.of(arguments), root, out));
    }

    static int run(List<String> arguments, Path root, PrintStream out) {
        try {
            Options options = Options.parse(arguments, PARTS, root.resolve(".recurra/benchmark"));
            if (options.help()) {
                out.print(Options.USAGE);
                return 0;
            }
            if (options.list()) {
                list(options, out);
                return 0;
            }
            Files.createDirectories(options.out());
            Results results =
                    options.from().isPresent()
                            ? Results.read(options.from().get())
                            : measure(options, root, out);
            write(results, options, root, out);
            return results.parts().size() == options.parts().size() || options.from().isPresent()
                    ? 0
                    : FAILED;
        } catch (UsageException e) {
            out.println(e.getMessage());
            return WRONG_USE;
        } catch (IOException | UncheckedIOException | ProgramException e) {
            out.println(e.getMessage());
            return FAILED;
        }
    }

    private static void list(Options options, PrintStream out) {
        Duration all = Duration.ZERO;
        for (Part part : options.parts()) {
            Duration expected = part.expected(options.effort());
            all = all.plus(expected);
            out.printf("%-14s %-44s %s%n", part.name(), part.title(), Progress.text(expected));
        }
        out.printf("%-14s %-44s %s%n", "all", "", Progress.text(all));
    }

    private static Results measure(Options options, Path root, PrintStream out) throws IOException {
        Processes processes = new Processes(options.out().resolve("log"));
        Thread stop = new Thread(processes::close, "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        Machine machine = Machine.here(root);
        long started = System.nanoTime();
        DebianPackages packages =
                new DebianPackages(Files.createDirectories(options.out().resolve("tools/debian")));
        Optional<Wrk> wrk = wrk(packages, options.out());
        List<String> tools = new ArrayList<>();
        tools.add(
                wrk.map(Wrk::version)
                        .orElse("the benchmark's own client, because there is no wrk here"));
        tools.add(LoadGenerator.NAME);
        Progress progress = new Progress(out, options.parts(), options.effort());
        List<PartResult> parts = new ArrayList<>();
        for (Part part : options.parts()) {
            progress.next();
            Run run =
                    new Run(
                            options.effort(),
                            root,
                            options.out(),
                            processes,
                            Optional.of(packages),
                            wrk,
                            progress::say);
            long began = System.nanoTime();
            try {
                part.measure(run);
                parts.add(run.result(part, Duration.ofNanos(System.nanoTime() - began)));
            } catch (IOException | RuntimeException e) {
                // The other parts are worth having all the same; the page says what is missing.
                out.println(part.name() + " could not be measured: " + e.getMessage());
            } finally {
                processes.endAll();
            }
        }
        processes.close();
        Runtime.getRuntime().removeShutdownHook(stop);
        return new Results(
                Results.FORMAT,
                machine,
                options.effort().quick(),
                (System.nanoTime() - started) / 1e9,
                tools,
                parts);
    }

    private static Optional<Wrk> wrk(DebianPackages packages, Path out) throws IOException {
        Path folder = Files.createDirectories(out.resolve("work/wrk"));
        return packages.program("usr/bin/wrk", "wrk", "libluajit-5.1-2")
                .map(program -> new Wrk(program, folder));
    }

    private static void write(Results results, Options options, Path root, PrintStream out)
            throws IOException {
        results.write(options.out().resolve("results.json"));
        Path page = new Report(results).write(options.out());
        out.println();
        out.println("Page, plots and results: " + page);
        if (options.writeDocs()) {
            out.println(
                    "In the documentation: "
                            + new Report(results).write(root.resolve("docs/reference")));
        }
    }
}
