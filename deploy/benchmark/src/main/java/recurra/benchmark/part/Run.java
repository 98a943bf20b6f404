package recurra.benchmark.part;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import recurra.benchmark.load.Call;
import recurra.benchmark.load.LoadGenerator;
import recurra.benchmark.load.LoadGenerator.Target;
import recurra.benchmark.load.Outcome;
import recurra.benchmark.load.Wrk;
import recurra.benchmark.process.DebianPackages;
import recurra.benchmark.process.Processes;
import recurra.benchmark.process.Program;
import recurra.benchmark.result.Figures;
import recurra.benchmark.result.Machine;
import recurra.benchmark.result.Measure;
import recurra.benchmark.result.PartResult;
import recurra.benchmark.system.Stack;

/** What a part has at hand while it measures, and where its figures go. */
public final class Run {
    /** How many connections load comes over. */
    static final int CONNECTIONS = 32;

    private final Effort effort;
    private final Machine machine;
    private final Path root;
    private final Path out;
    private final Processes processes;
    private final Optional<DebianPackages> packages;
    private final Optional<Wrk> wrk;
    private final Consumer<String> progress;
    private final Figures figures = new Figures();
    private final List<String> notes = new ArrayList<>();
    private final List<PartResult.Plot> plots = new ArrayList<>();

    /**
     * @param root the clone that is measured
     * @param out the folder for everything that the run writes
     * @param packages where programs come from that are only compared with; absent to do without
     * @param wrk absent where it cannot be had
     * @param progress is told what was measured, and what came out
     */
    public Run(
            Effort effort,
            Machine machine,
            Path root,
            Path out,
            Processes processes,
            Optional<DebianPackages> packages,
            Optional<Wrk> wrk,
            Consumer<String> progress) {
        this.effort = effort;
        this.machine = machine;
        this.root = root;
        this.out = out;
        this.processes = processes;
        this.packages = packages;
        this.wrk = wrk;
        this.progress = progress;
    }

    Effort effort() {
        return effort;
    }

    Path root() {
        return root;
    }

    Processes processes() {
        return processes;
    }

    Figures figures() {
        return figures;
    }

    /** A folder for what a part works with. */
    Path folder(String name) {
        try {
            return Files.createDirectories(out.resolve("work").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder for what is installed once and used again by later runs. */
    Path tools(String name) {
        try {
            return Files.createDirectories(out.resolve("tools").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Services with data of their own. */
    Stack stack(String name) {
        return new Stack(root, out.resolve("data").resolve(name), processes);
    }

    /** A program that is here or that Debian has, where it may be fetched. */
    Optional<Program> debian(String file, String... names) throws IOException {
        return packages.isPresent() ? packages.get().program(file, names) : Optional.empty();
    }

    /** Says how far it is. */
    void say(String what) {
        progress.accept(what);
    }

    /** Adds to what the page says beside the figures. */
    void note(String text) {
        notes.add(text);
        progress.accept(text);
    }

    void plot(String scenario, Measure... measures) {
        plots.add(new PartResult.Plot(scenario, List.of(measures)));
    }

    /** What came of the part. */
    public PartResult result(Part part, Duration took) {
        return new PartResult(
                part.name(),
                part.title(),
                part.text(),
                machine,
                took.toMillis() / 1000.0,
                notes,
                plots,
                figures.all());
    }

    /** Sends as fast as the target answers, and keeps the rate. */
    void flatOut(
            String scenario, String name, Call call, LoadGenerator.Target target, Duration time)
            throws IOException {
        double rate;
        long failed;
        if (wrk.isPresent()) {
            Wrk.Rate measured = wrk.get().run(call, time, CONNECTIONS);
            rate = measured.perSecond();
            failed = measured.failed();
        } else {
            Outcome outcome = LoadGenerator.flatOut(target, time, CONNECTIONS);
            rate = outcome.perSecond();
            failed = outcome.failed();
        }
        figures.add(scenario, name, Measure.THROUGHPUT, rate);
        figures.add(scenario, name, Measure.FAILED, failed);
        say("%s, %s: %,.0f/s%s".formatted(scenario, name, rate, failures(failed)));
    }

    /** Sends at a constant rate, and keeps the latencies. */
    void atRate(String scenario, String name, Target target, double perSecond, Duration time) {
        Outcome outcome = LoadGenerator.atRate(target, perSecond, time, CONNECTIONS);
        figures.add(scenario, name, outcome);
        if (outcome.lastByte().getTotalCount() == 0) {
            say("%s, %s: none of %,d was answered".formatted(scenario, name, outcome.failed()));
            return;
        }
        say(
                "%s, %s: p50 %.2f ms, p99 %.2f ms%s"
                        .formatted(
                                scenario,
                                name,
                                Outcome.millis(outcome.lastByte(), 0.5),
                                Outcome.millis(outcome.lastByte(), 0.99),
                                failures(outcome.failed())));
    }

    /** Lets the target's code be compiled; what comes out counts for nothing. */
    void warmUp(String name, Target target, Duration time) {
        Outcome outcome = LoadGenerator.flatOut(target, time, CONNECTIONS);
        say("warmed up %s%s".formatted(name, failures(outcome.failed())));
    }

    /** The same at a rate that leaves nothing behind. */
    void warmUpAtRate(String name, Target target, double perSecond, Duration time) {
        Outcome outcome = LoadGenerator.atRate(target, perSecond, time, CONNECTIONS);
        say("warmed up %s%s".formatted(name, failures(outcome.failed())));
    }

    private static String failures(long failed) {
        return failed == 0 ? "" : ", %,d failed".formatted(failed);
    }
}
