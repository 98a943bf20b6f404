package recurra.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.benchmark.part.ExactHit;
import recurra.benchmark.part.Failover;
import recurra.benchmark.part.MemoryUse;
import recurra.benchmark.part.Micro;
import recurra.benchmark.part.Miss;
import recurra.benchmark.part.Peers;
import recurra.benchmark.part.TemplateHit;
import recurra.benchmark.process.ProgramException;
import recurra.benchmark.result.Figure;
import recurra.benchmark.result.Machine;
import recurra.benchmark.result.Measure;
import recurra.benchmark.result.PartResult;
import recurra.benchmark.result.Results;

class ReportTest {
    @TempDir private Path folder;

    @Test
    void thePageOfFixedResultsIsTheGoldenOne() throws IOException {
        assertThat(new Report(fixed()).markdown()).isEqualTo(golden("benchmarks.txt"));
    }

    @Test
    void resultsAreTheSameWhenTheyAreReadAgain() throws IOException {
        Path file = folder.resolve("results.json");

        fixed().write(file);

        assertThat(Results.read(file)).isEqualTo(fixed());
    }

    @Test
    void aPartThatIsMeasuredAgainReplacesItselfAndNothingElse() {
        List<String> order = List.of("one", "two", "three");
        Results before =
                Results.none(false)
                        .with(part("three", List.of(), figure("s", "t", Measure.ENTRIES, 3)), order)
                        .with(part("one", List.of(), figure("s", "t", Measure.ENTRIES, 1)), order);

        Results after =
                before.with(part("one", List.of(), figure("s", "t", Measure.ENTRIES, 7)), order)
                        .with(part("two", List.of()), order);

        assertThat(after.parts()).extracting(PartResult::name).isEqualTo(order);
        assertThat(after.figure("one", "s", "t", Measure.ENTRIES).orElseThrow().rounds())
                .containsExactly(7.0);
        assertThat(after.part("three")).isEqualTo(before.part("three"));
    }

    @Test
    void partsOfOneRunStandTogether() {
        String page =
                new Report(results(part("one", List.of()), part("two", List.of()))).markdown();

        assertThat(page)
                .contains("| 2026-01-01T00:00:00Z | 1 min | 0123abc | 0.250 | one, two |")
                .doesNotContain("runs.");
    }

    @Test
    void resultsOfAnotherVersionAreNotTakenForOnes() throws IOException {
        Path file = folder.resolve("results.json");
        Files.writeString(file, "{\"format\": 1, \"parts\": []}");

        assertThatExceptionOfType(ProgramException.class)
                .isThrownBy(() -> Results.read(file))
                .withMessageContaining("format 1");
    }

    @Test
    void everyPlotOfThePageIsThereAndNeedsNothingElse() throws Exception {
        Path page = new Report(fixed()).write(folder);

        assertThat(page).hasContent(golden("benchmarks.txt"));
        String plot =
                Files.readString(
                        folder.resolve(
                                "benchmarks/exact-hit-exact-hit-one-body-as-many-as-it-can.svg"));
        assertThat(plot).contains("Recurra", "9,000").doesNotContain("href", "url(", "<script");
        assertThat(
                        DocumentBuilderFactory.newInstance()
                                .newDocumentBuilder()
                                .parse(
                                        Files.newInputStream(
                                                folder.resolve(
                                                        "benchmarks/miss-miss-one-body-template-tier-off-200-requests-s.svg")))
                                .getDocumentElement()
                                .getTagName())
                .isEqualTo("svg");
    }

    @Test
    void plotsOfAnEarlierRunDoNotStay() throws IOException {
        Path old = Files.createDirectories(folder.resolve("benchmarks")).resolve("old.svg");
        Files.writeString(old, "<svg/>");

        new Report(fixed()).write(folder);

        assertThat(old).doesNotExist();
    }

    @Test
    void whatIsAskedIsComparedWithTheMedians() {
        assertThat(Requirement.all(fixed()))
                .extracting(
                        Requirement::measured,
                        requirement -> requirement.reached().map(Enum::name).orElse("not measured"))
                .containsExactly(
                        tuple("0.600 (0.500…0.900)×", "REQUIRED"),
                        tuple("20 (15…30)×", "AIM"),
                        tuple("0.400 / 7 ms", "NOT"),
                        tuple("4 / 12 ms", "AIM"),
                        tuple("45 ms", "REQUIRED"),
                        tuple("not measured", "not measured"),
                        tuple("28 / 2,010 ms", "NOT"),
                        tuple("1,000", "REQUIRED"),
                        tuple("1.08×", "REQUIRED"));
    }

    @Test
    void whatWasNotMeasuredIsNotReached() {
        Results nothing = Results.none(false);

        assertThat(Requirement.all(nothing))
                .allSatisfy(requirement -> {
                    assertThat(requirement.measured()).isEqualTo("not measured");
                    assertThat(requirement.reached()).isEmpty();
                });
    }

    @Test
    void aDecisionIsHeldAgainstItsLimit() {
        Results decided =
                results(
                        part(
                                Micro.NAME,
                                List.of(),
                                figure(
                                        Micro.SCENARIO,
                                        Micro.DECISION_32,
                                        Measure.MICROS_P99,
                                        201)));

        assertThat(Requirement.all(decided))
                .filteredOn(requirement -> requirement.what().startsWith("a decision"))
                .singleElement()
                .satisfies(requirement -> {
                    assertThat(requirement.measured()).isEqualTo("201 µs");
                    assertThat(requirement.reached()).contains(Requirement.Reached.NOT);
                });
    }

    @Test
    void brokenStreamsAreNotReached() {
        Results broken =
                results(
                        part(
                                MemoryUse.NAME,
                                List.of(),
                                figure(MemoryUse.STREAMS, "1,000 streams", Measure.STREAMS, 1_000),
                                figure(MemoryUse.STREAMS, "1,000 streams", Measure.BROKEN, 2)));

        assertThat(Requirement.all(broken))
                .filteredOn(requirement -> requirement.what().startsWith("streams"))
                .singleElement()
                .satisfies(requirement -> {
                    assertThat(requirement.measured()).isEqualTo("0");
                    assertThat(requirement.reached()).contains(Requirement.Reached.NOT);
                });
    }

    private static Results fixed() {
        return results(
                part(
                        ExactHit.NAME,
                        List.of(new PartResult.Plot(ExactHit.BODY, List.of(Measure.THROUGHPUT))),
                        figure(
                                ExactHit.BODY,
                                ExactHit.GATEWAY,
                                Measure.THROUGHPUT,
                                9_000,
                                8_000,
                                9_500),
                        figure(
                                ExactHit.BODY,
                                ExactHit.GATEWAY,
                                Measure.SHARE_OF_MVC,
                                0.5,
                                0.6,
                                0.9),
                        figure(ExactHit.BODY, ExactHit.MVC, Measure.THROUGHPUT, 15_000),
                        figure(ExactHit.BODY, ExactHit.MVC, Measure.FAILED, 0, 0),
                        figure(
                                ExactHit.STREAM_AT_RATE,
                                ExactHit.GATEWAY,
                                Measure.FIRST_BYTE_P95,
                                4),
                        figure(
                                ExactHit.STREAM_AT_RATE,
                                ExactHit.GATEWAY,
                                Measure.FIRST_BYTE_P99,
                                12)),
                part(
                        Miss.NAME,
                        List.of(
                                new PartResult.Plot(
                                        Miss.BODY, List.of(Measure.TOTAL_P50, Measure.TOTAL_P99))),
                        figure(Miss.BODY, Miss.GATEWAY, Measure.TOTAL_P50, 1.2, 1.4),
                        figure(Miss.BODY, Miss.GATEWAY, Measure.TOTAL_P99, 9),
                        figure(Miss.BODY, Miss.GATEWAY, Measure.ADDED_TOTAL_P50, 0.4),
                        figure(Miss.BODY, Miss.GATEWAY, Measure.ADDED_TOTAL_P99, 7)),
                part(
                        Failover.NAME,
                        machine("4567def", "2026-01-02T00:00:00Z", 1.5),
                        List.of(),
                        figure(Failover.FAILING, Failover.ALONE, Measure.FAILOVER_P95, 24),
                        figure(Failover.FAILING, Failover.ALONE, Measure.FAILOVER_MAX, 30),
                        figure(Failover.FAILING, "status 500", Measure.FAILOVER_P95, 26),
                        figure(Failover.FAILING, "status 500", Measure.FAILOVER_MAX, 90),
                        figure(Failover.FAILING, "late", Measure.FAILOVER_P95, 28),
                        figure(Failover.FAILING, "late", Measure.FAILOVER_MAX, 2_010),
                        figure(Failover.FAILING, "late", Measure.FAILED_REQUESTS, 0)),
                part(
                        TemplateHit.NAME,
                        List.of(),
                        figure(
                                TemplateHit.scenario(1_000),
                                TemplateHit.TOKENS_32,
                                Measure.TOTAL_P95,
                                15),
                        figure(
                                TemplateHit.scenario(100_000),
                                TemplateHit.TOKENS_32,
                                Measure.TOTAL_P95,
                                45)),
                part(
                        Peers.NAME,
                        List.of(),
                        figure(Peers.HITS, Peers.GATEWAY, Measure.THROUGHPUT, 3_000, 3_000, 3_000),
                        figure(Peers.HITS, "slow 1.0", Measure.THROUGHPUT, 10, 10, 10),
                        figure(Peers.HITS, "fast 1.0", Measure.THROUGHPUT, 150, 100, 200)),
                part(
                        MemoryUse.NAME,
                        List.of(),
                        figure(MemoryUse.STREAMS, "1,000 streams", Measure.STREAMS, 1_000),
                        figure(MemoryUse.STREAMS, "1,000 streams", Measure.BROKEN, 0),
                        figure(MemoryUse.STREAMS, "5,000 streams", Measure.STREAMS, 4_990),
                        figure(MemoryUse.STREAMS, "5,000 streams", Measure.BROKEN, 3),
                        figure(MemoryUse.OVER_TIME, MemoryUse.LAST_TO_FIRST, Measure.RATIO, 1.08)));
    }

    private static Results results(PartResult... parts) {
        List<String> order = Stream.of(parts).map(PartResult::name).toList();
        Results results = Results.none(false);
        for (PartResult part : parts) {
            results = results.with(part, order);
        }
        return results;
    }

    private static Machine machine(String commit, String started, double load) {
        return new Machine(
                "A processor",
                2,
                24_000,
                "A system",
                "A JVM 25",
                List.of("-flag"),
                commit,
                started,
                load,
                List.of("wrk 1", "another"));
    }

    private static PartResult part(String name, List<PartResult.Plot> plots, Figure... figures) {
        return part(name, machine("0123abc", "2026-01-01T00:00:00Z", 0.25), plots, figures);
    }

    private static PartResult part(
            String name, Machine machine, List<PartResult.Plot> plots, Figure... figures) {
        return new PartResult(
                name,
                "Title of " + name,
                "What is done.",
                machine,
                30,
                List.of("a note on " + name),
                plots,
                List.of(figures));
    }

    private static Figure figure(
            String scenario, String target, Measure measure, double... rounds) {
        return new Figure(scenario, target, measure, Arrays.stream(rounds).boxed().toList());
    }

    private static String golden(String name) throws IOException {
        try (InputStream file = ReportTest.class.getResourceAsStream("/golden/" + name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
