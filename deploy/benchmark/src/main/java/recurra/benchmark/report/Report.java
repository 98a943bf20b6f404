package recurra.benchmark.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import recurra.benchmark.result.Figure;
import recurra.benchmark.result.Machine;
import recurra.benchmark.result.Measure;
import recurra.benchmark.result.PartResult;
import recurra.benchmark.result.Results;

/** The page of results: Markdown, and a folder of plots beside it. */
public final class Report {
    private static final String PAGE = "benchmarks.md";
    private static final String PLOTS = "benchmarks";
    private static final double SECONDS_PER_MINUTE = 60;
    private static final Set<Measure> QUIET =
            Set.of(Measure.FAILED, Measure.DEGRADED, Measure.ASKED_PROVIDER);

    private final Results results;
    private final StringBuilder page = new StringBuilder();

    public Report(Results results) {
        this.results = results;
    }

    /**
     * Writes the page and its plots into the folder.
     *
     * @return the page
     */
    public Path write(Path folder) throws IOException {
        Path plots = Files.createDirectories(folder.resolve(PLOTS));
        try (Stream<Path> old = Files.list(plots)) {
            for (Path plot : old.filter(file -> file.toString().endsWith(".svg")).toList()) {
                Files.delete(plot);
            }
        }
        for (PartResult part : results.parts()) {
            for (PartResult.Plot plot : part.plots()) {
                Files.writeString(plots.resolve(file(part, plot)), Svg.of(part, plot));
            }
        }
        return Files.writeString(folder.resolve(PAGE), markdown());
    }

    /** The page as Markdown. */
    public String markdown() {
        page.setLength(0);
        head();
        requirements();
        results.parts().forEach(this::part);
        method();
        return page.toString();
    }

    private void head() {
        line("# Benchmarks");
        line("");
        line(
                "Made by `./recurra bench`; every figure on this page is the program's and none is written by hand. `benchmarks` beside it has the plots.");
        if (results.quick()) {
            line("");
            line(
                    "**This was a quick run, which shows that everything works. Its figures are worth nothing.**");
        }
        line("");
        table(List.of("", ""));
        machines("processor", machine -> machine.processor() + ", " + machine.cores() + " cores");
        machines("memory", machine -> String.format(Locale.ROOT, "%,d MiB", machine.memoryMib()));
        machines("system", Machine::system);
        machines("Java", Machine::java);
        machines("flags of the JVMs", machine -> "`" + String.join(" ", machine.javaFlags()) + "`");
        machines("load generators", machine -> String.join("; ", machine.tools()));
        line("");
        runs();
        line(
                "A cell is the median of the rounds, with the least and the most of them in brackets.");
        line("");
    }

    /** What all runs have in common, or else each of the different values. */
    private void machines(String name, Function<Machine, String> value) {
        row(
                List.of(
                        name,
                        results.parts().stream()
                                .map(part -> value.apply(part.machine()))
                                .distinct()
                                .collect(Collectors.joining(" / "))));
    }

    private void runs() {
        Map<Machine, List<PartResult>> runs =
                results.parts().stream()
                        .collect(
                                Collectors.groupingBy(
                                        PartResult::machine,
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        if (runs.size() > 1) {
            line(
                    "The parts come from %d runs. What is compared with each other was always measured in the same one."
                            .formatted(runs.size()));
            line("");
        }
        table(List.of("begun", "took", "commit", "load of the machine before", "parts"));
        runs.forEach((machine, parts) ->
                row(
                        List.of(
                                machine.started(),
                                minutes(parts),
                                machine.commit(),
                                Numbers.of(machine.loadBefore())
                                        + (machine.loadBefore() > 1 ? ": others used it too" : ""),
                                parts.stream()
                                        .map(PartResult::name)
                                        .collect(Collectors.joining(", ")))));
        line("");
    }

    private static String minutes(List<PartResult> parts) {
        double seconds = parts.stream().mapToDouble(PartResult::seconds).sum();
        return Numbers.of(seconds / SECONDS_PER_MINUTE) + " min";
    }

    private void requirements() {
        line("## What is asked of Recurra");
        line("");
        table(List.of("what", "required", "aim", "measured", ""));
        for (Requirement requirement : Requirement.all(results)) {
            row(
                    List.of(
                            requirement.what(),
                            requirement.required(),
                            requirement.aim(),
                            requirement.measured(),
                            requirement.reached().map(Requirement.Reached::text).orElse("")));
        }
        line("");
    }

    private void part(PartResult part) {
        line("## " + part.title());
        line("");
        line(part.text());
        line("");
        if (!part.notes().isEmpty()) {
            part.notes().forEach(note -> line("- " + note));
            line("");
        }
        for (String scenario : part.scenarios()) {
            line("### " + scenario);
            line("");
            figures(part, scenario);
            part.plots().stream()
                    .filter(plot -> plot.scenario().equals(scenario))
                    .forEach(plot -> {
                        line("![%s](%s/%s)".formatted(scenario, PLOTS, file(part, plot)));
                        line("");
                    });
        }
    }

    private void figures(PartResult part, String scenario) {
        List<Figure> figures =
                part.figures().stream()
                        .filter(figure -> figure.scenario().equals(scenario))
                        .toList();
        List<Measure> measures =
                figures.stream()
                        .map(Figure::measure)
                        .distinct()
                        .filter(measure -> isWorthAColumn(measure, figures))
                        .sorted()
                        .toList();
        List<String> heads = new ArrayList<>(List.of(""));
        measures.forEach(measure ->
                heads.add(
                        measure.label()
                                + (measure.unit().isEmpty() || measure.unit().equals("×")
                                        ? ""
                                        : ", " + measure.unit())));
        table(heads);
        figures.stream()
                .map(Figure::target)
                .distinct()
                .forEach(target -> {
                    List<String> cells = new ArrayList<>(List.of(target));
                    measures.forEach(measure ->
                            cells.add(
                                    part.figure(scenario, target, measure)
                                            .map(Numbers::of)
                                            .orElse("")));
                    row(cells);
                });
        line("");
    }

    /** Nobody needs a column that says nothing failed. */
    private static boolean isWorthAColumn(Measure measure, List<Figure> figures) {
        return !QUIET.contains(measure)
                || figures.stream()
                        .anyMatch(figure ->
                                figure.measure() == measure && figure.spread().most() > 0);
    }

    private void method() {
        line("## How it is measured");
        line("");
        line(
                """
                The embedder's heap is twice as large as that of the others. Under *Memory* heaps grow as they must.

                Everything that is compared runs in one run on one machine, each server in a process of its own, all of them up at the same time and one of them under
                load. The rounds are interleaved: in each round every target has its turn, and each round begins with another one. What is said about shares
                and added times is computed within a round, between neighbours in time, and then the median is taken.

                Client and servers share the processors. The figures therefore say how much work a request is for the machine, client included, and not what a server on a machine
                of its own would do; comparing them is fair as far as every target has the same client. So throughput is measured with a client in C that takes little of the machine
                (closed loop: a connection sends when it has its reply; latencies of such a loop are not reported). Latencies are taken at a constant rate by a client of
                the benchmark's own: each request is due at a time fixed beforehand, its time counts from there whether or not a connection was free, and no pause of a server
                goes unseen because the client waited too. *Sent late* says how much of that was the client's own or the machine's; below it, differences mean nothing.

                All load goes to the loopback interface. A requirement counts as reached by the median of the rounds.\
                """);
    }

    private static String file(PartResult part, PartResult.Plot plot) {
        String scenario = plot.scenario().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return part.name() + "-" + scenario.replaceAll("^-|-$", "") + ".svg";
    }

    private void table(List<String> heads) {
        row(heads);
        List<String> rule = new ArrayList<>();
        for (int i = 0; i < heads.size(); i++) {
            rule.add("---");
        }
        row(rule);
    }

    private void row(List<String> cells) {
        line(
                "| "
                        + String.join(
                                " | ",
                                cells.stream().map(cell -> cell.replace("|", "\\|")).toList())
                        + " |");
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}
