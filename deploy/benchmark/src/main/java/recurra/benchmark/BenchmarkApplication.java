package recurra.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import recurra.benchmark.load.LoadGenerator;
import recurra.benchmark.load.Wrk;
import recurra.benchmark.part.ExactHit;
import recurra.benchmark.part.Failover;
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
import recurra.benchmark.result.Results;
import recurra.commandline.Progress;
import recurra.commandline.UsageException;

/** {@code ./recurra bench}: reads the options, measures the parts, writes the results. */
public final class BenchmarkApplication {
    private static final int WRONG_USE = 2;
    private static final int FAILED = 1;
    private static final String RESULTS = "results.json";

    /** In the order of the page. */
    static final List<Part> PARTS =
            List.of(
                    new ExactHit(),
                    new Miss(),
                    new Failover(),
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
            Files.createDirectories(options.results());
            if (options.from().isPresent()) {
                write(Results.read(options.from().get()), options, root, out);
                return 0;
            }
            return measure(options, root, out) ? 0 : FAILED;
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
            out.printf("%-14s %-44s %s%n", part.name(), part.title(), Progress.time(expected));
        }
        out.printf("%-14s %-44s %s%n", "all", "", Progress.time(all));
    }

    /** Whether all parts could be measured. */
    private static boolean measure(Options options, Path root, PrintStream out) throws IOException {
        Path file = options.results().resolve(RESULTS);
        Results results =
                Files.exists(file) ? Results.read(file) : Results.none(options.effort().quick());
        List<String> order = PARTS.stream().map(Part::name).toList();
        Processes processes = new Processes(options.out().resolve("log"));
        Thread stop = new Thread(processes::close, "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        DebianPackages packages =
                new DebianPackages(Files.createDirectories(options.out().resolve("tools/debian")));
        Optional<Wrk> wrk = wrk(packages, options.out());
        Machine machine =
                Machine.here(
                        root,
                        List.of(
                                wrk.map(Wrk::version)
                                        .orElse(
                                                "the benchmark's own client, because there is no wrk here"),
                                LoadGenerator.NAME));
        Timetable timetable = new Timetable(out, options.parts(), options.effort());
        boolean all = true;
        for (Part part : options.parts()) {
            timetable.next();
            Run run =
                    new Run(
                            options.effort(),
                            machine,
                            root,
                            options.out(),
                            processes,
                            Optional.of(packages),
                            wrk,
                            timetable::say);
            long began = System.nanoTime();
            try {
                part.measure(run);
                Duration took = Duration.ofNanos(System.nanoTime() - began);
                results = results.with(run.result(part, took), order);
                // At once, so that a run that is ended early has not been for nothing.
                results.write(file);
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                // The other parts are worth having all the same; the page says what is missing.
                all = false;
                out.println(part.name() + " could not be measured: " + e.getMessage());
            } finally {
                processes.endAll();
            }
        }
        processes.close();
        Runtime.getRuntime().removeShutdownHook(stop);
        write(results, options, root, out);
        return all;
    }

    private static Optional<Wrk> wrk(DebianPackages packages, Path out) throws IOException {
        Path folder = Files.createDirectories(out.resolve("work/wrk"));
        return packages.program("usr/bin/wrk", "wrk", "libluajit-5.1-2")
                .map(program -> new Wrk(program, folder));
    }

    private static void write(Results results, Options options, Path root, PrintStream out)
            throws IOException {
        results.write(options.results().resolve(RESULTS));
        Path page = new Report(results).write(options.results());
        out.println();
        out.println("Page, plots and results: " + page);
        if (options.writeDocs()) {
            out.println(
                    "In the documentation: "
                            + new Report(results).write(root.resolve("docs/reference")));
        }
    }
}
