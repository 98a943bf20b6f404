package recurra.benchmark.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import recurra.benchmark.part.ExactHit;
import recurra.benchmark.part.Failover;
import recurra.benchmark.part.MemoryUse;
import recurra.benchmark.part.Micro;
import recurra.benchmark.part.Miss;
import recurra.benchmark.part.Peers;
import recurra.benchmark.part.TemplateHit;
import recurra.benchmark.result.Figure;
import recurra.benchmark.result.Measure;
import recurra.benchmark.result.Results;

/**
 * One thing that the gateway has to reach, beside what was measured.
 *
 * @param what the requirement, in words
 * @param measured what the runs brought; empty where it did not measure that
 */
record Requirement(
        String what, String required, String aim, String measured, Optional<Reached> reached) {
    private static final double FAILOVER_MILLIS = 2_000;

    /** What asking a second provider may add to its own first token. */
    private static final double ASKING_MILLIS = 10;

    /** How far it is. */
    enum Reached {
        AIM("aim reached"),
        REQUIRED("reached"),
        NOT("**not reached**");

        private final String text;

        Reached(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        private static Reached worst(List<Reached> all) {
            return all.stream().max(Enum::compareTo).orElseThrow();
        }
    }

    /** A figure and its two limits. */
    private record Check(Figure figure, double required, double aim, boolean atMost) {
        Reached reached() {
            double value = figure.spread().median();
            if (atMost ? value <= aim : value >= aim) {
                return Reached.AIM;
            }
            return (atMost ? value <= required : value >= required)
                    ? Reached.REQUIRED
                    : Reached.NOT;
        }
    }

    /** All of them, with what the results say. */
    static List<Requirement> all(Results results) {
        return List.of(
                of(
                        "exact hits/s, near cache, as a share of an empty Spring MVC handler, same run",
                        "0.5",
                        "0.8",
                        List.of(
                                atLeast(
                                        results.figure(
                                                ExactHit.NAME,
                                                ExactHit.BODY,
                                                ExactHit.GATEWAY,
                                                Measure.SHARE_OF_MVC),
                                        0.5,
                                        0.8))),
                of(
                        "exact hits/s against the fastest peer that caches, same run",
                        "5×",
                        "15×",
                        List.of(atLeast(shareOfFastestPeer(results), 5, 15))),
                of(
                        "latency added to a miss, template tier off, p50 / p99 at 200 requests/s",
                        "1 / 5 ms",
                        "0.5 / 2 ms",
                        List.of(
                                atMost(miss(results, Measure.ADDED_TOTAL_P50), 1, 0.5),
                                atMost(miss(results, Measure.ADDED_TOTAL_P99), 5, 2))),
                of(
                        "first byte of a hit at 2,000 requests/s, p95 / p99",
                        "30 / 60 ms",
                        "5 / 15 ms",
                        List.of(
                                atMost(firstByte(results, Measure.FIRST_BYTE_P95), 30, 5),
                                atMost(firstByte(results, Measure.FIRST_BYTE_P99), 60, 15))),
                of(
                        "template hit, 32-token prompt, p95 at 20 requests/s",
                        "100 ms",
                        "20 ms",
                        List.of(atMost(largestTemplate(results), 100, 20))),
                of(
                        "a decision among five candidates, 32-token prompt, without the embedding, p99",
                        "200 µs",
                        "200 µs",
                        List.of(
                                atMost(
                                        results.figure(
                                                Micro.NAME,
                                                Micro.SCENARIO,
                                                Micro.DECISION_32,
                                                Measure.MICROS_P99),
                                        200,
                                        200))),
                of(
                        "failover to the next provider's first token, p95 / longest",
                        "2 s",
                        "its own first token, p95",
                        List.of(
                                atMost(
                                        slowest(results, Measure.FAILOVER_P95),
                                        FAILOVER_MILLIS,
                                        ownFirstToken(results)),
                                atMost(
                                        slowest(results, Measure.FAILOVER_MAX),
                                        FAILOVER_MILLIS,
                                        FAILOVER_MILLIS))),
                streams(results),
                of(
                        "gateway heap after the whole of the mixed load against after a tenth of it",
                        "≤ 1.1×",
                        "1.0×",
                        List.of(
                                atMost(
                                        results.figure(
                                                MemoryUse.NAME,
                                                MemoryUse.OVER_TIME,
                                                MemoryUse.LAST_TO_FIRST,
                                                Measure.RATIO),
                                        1.1,
                                        1))));
    }

    private static Optional<Figure> miss(Results results, Measure measure) {
        return results.figure(Miss.NAME, Miss.BODY, Miss.GATEWAY, measure);
    }

    private static Optional<Figure> firstByte(Results results, Measure measure) {
        return results.figure(ExactHit.NAME, ExactHit.STREAM_AT_RATE, ExactHit.GATEWAY, measure);
    }

    /** Round by round; absent where no peer that caches was measured. */
    private static Optional<Figure> shareOfFastestPeer(Results results) {
        Optional<Figure> mine =
                results.figure(Peers.NAME, Peers.HITS, Peers.GATEWAY, Measure.THROUGHPUT);
        Optional<Figure> fastest =
                results.part(Peers.NAME).stream()
                        .flatMap(part -> part.figures().stream())
                        .filter(figure ->
                                figure.scenario().equals(Peers.HITS)
                                        && figure.measure() == Measure.THROUGHPUT
                                        && !figure.target().equals(Peers.GATEWAY))
                        .max(Comparator.comparingDouble(figure -> figure.spread().median()));
        if (mine.isEmpty() || fastest.isEmpty()) {
            return Optional.empty();
        }
        List<Double> peers = fastest.get().rounds();
        List<Double> rounds =
                IntStream.range(0, Math.min(mine.get().rounds().size(), peers.size()))
                        .mapToObj(i -> mine.get().rounds().get(i) / peers.get(i))
                        .toList();
        return Optional.of(new Figure(Peers.HITS, fastest.get().target(), Measure.RATIO, rounds));
    }

    /** Of the fault that takes longest. */
    private static Optional<Figure> slowest(Results results, Measure measure) {
        return results.part(Failover.NAME).stream()
                .flatMap(part -> part.figures().stream())
                .filter(figure ->
                        figure.scenario().equals(Failover.FAILING)
                                && !figure.target().equals(Failover.ALONE)
                                && figure.measure() == measure)
                .max(Comparator.comparingDouble(figure -> figure.spread().median()));
    }

    /** What the second provider needs where it is asked at once, and a little for being asked. */
    private static double ownFirstToken(Results results) {
        return results.figure(Failover.NAME, Failover.FAILING, Failover.ALONE, Measure.FAILOVER_P95)
                        .map(figure -> figure.spread().median())
                        .orElse(0.0)
                + ASKING_MILLIS;
    }

    /** Among the most entries that were measured. */
    private static Optional<Figure> largestTemplate(Results results) {
        return results.part(TemplateHit.NAME).stream()
                .flatMap(part -> part.figures().stream())
                .filter(figure ->
                        figure.target().equals(TemplateHit.TOKENS_32)
                                && figure.measure() == Measure.TOTAL_P95)
                .reduce((_, later) -> later);
    }

    private static Requirement streams(Results results) {
        List<Figure> unbroken =
                results.part(MemoryUse.NAME).stream()
                        .flatMap(part -> part.figures().stream())
                        .filter(figure ->
                                figure.scenario().equals(MemoryUse.STREAMS)
                                        && figure.measure() == Measure.STREAMS
                                        && isUnbroken(results, figure.target()))
                        .toList();
        boolean measured =
                results.part(MemoryUse.NAME)
                        .filter(part -> part.scenarios().contains(MemoryUse.STREAMS))
                        .isPresent();
        Optional<Figure> most =
                unbroken.stream()
                        .max(Comparator.comparingDouble(figure -> figure.spread().median()));
        Optional<Figure> shown =
                measured && most.isEmpty()
                        ? Optional.of(
                                new Figure(MemoryUse.STREAMS, "", Measure.STREAMS, List.of(0.0)))
                        : most;
        return of(
                "streams at once in one gateway, none broken",
                "1,000",
                "5,000",
                List.of(atLeast(shown, 1_000, 5_000)));
    }

    private static boolean isUnbroken(Results results, String target) {
        return results.figure(MemoryUse.NAME, MemoryUse.STREAMS, target, Measure.BROKEN)
                .filter(figure -> figure.spread().most() == 0)
                .isPresent();
    }

    private static Requirement of(
            String what, String required, String aim, List<Optional<Check>> checks) {
        List<Check> found = checks.stream().flatMap(Optional::stream).toList();
        if (found.size() < checks.size()) {
            return new Requirement(what, required, aim, "not measured", Optional.empty());
        }
        String unit = found.getFirst().figure().measure().unit();
        String measured =
                String.join(
                        " / ", found.stream().map(check -> Numbers.of(check.figure())).toList());
        return new Requirement(
                what,
                required,
                aim,
                measured + (unit.isEmpty() || unit.equals("×") ? unit : " " + unit),
                Optional.of(Reached.worst(found.stream().map(Check::reached).toList())));
    }

    private static Optional<Check> atMost(Optional<Figure> figure, double required, double aim) {
        return figure.map(found -> new Check(found, required, aim, true));
    }

    private static Optional<Check> atLeast(Optional<Figure> figure, double required, double aim) {
        return figure.map(found -> new Check(found, required, aim, false));
    }
}
