package recurra.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.benchmark.part.ExactHit;
import recurra.benchmark.part.MemoryUse;
import recurra.benchmark.part.Miss;
import recurra.benchmark.part.Peers;
import recurra.benchmark.part.TemplateHit;
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
                        tuple("1,000", "REQUIRED"),
                        tuple("1.08×", "REQUIRED"));
    }

    @Test
    void whatWasNotMeasuredIsNotReached() {
        Results nothing =
                new Results(Results.FORMAT, fixed().machine(), false, 1, List.of(), List.of());

        assertThat(Requirement.all(nothing))
                .allSatisfy(requirement -> {
                    assertThat(requirement.measured()).isEqualTo("not measured");
                    assertThat(requirement.reached()).isEmpty();
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
        Machine machine =
                new Machine(
                        "A processor",
                        2,
                        24_000,
                        "A system",
                        "A JVM 25",
                        List.of("-flag"),
                        "0123abc",
                        "2026-01-01T00:00:00Z",
                        0.25);
        return new Results(
                Results.FORMAT, machine, false, 90, List.of("wrk 1", "another"), List.of(parts));
    }

    private static PartResult part(String name, List<PartResult.Plot> plots, Figure... figures) {
        return new PartResult(
                name,
                "Title of " + name,
                "What is done.",
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
