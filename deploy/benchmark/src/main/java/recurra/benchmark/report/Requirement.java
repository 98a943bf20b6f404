package recurra.benchmark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import recurra.benchmark.part.ExactHit;
import recurra.benchmark.result.Figure;
import recurra.benchmark.result.Measure;
import recurra.benchmark.result.Results;

/**
 * One thing that the gateway has to reach, beside what was measured.
 *
 * @param what the requirement, in words
 * @param measured what the run brought; empty where it did not measure that
 */
record Requirement(
        String what, String required, String aim, String measured, Optional<Reached> reached) {
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
        List<Requirement> all = new ArrayList<>();
        all.add(
                of(
                        "exact hits/s, near cache, as a share of an empty Spring MVC handler, same run",
                        "0.5",
                        "0.8",
                        atLeast(
                                results.figure(
                                        ExactHit.NAME,
                                        ExactHit.BODY,
                                        ExactHit.GATEWAY,
                                        Measure.SHARE_OF_MVC),
                                0.5,
                                0.8)));
        all.add(
                of(
                        "first byte of a hit at 2,000 requests/s, p95 / p99",
                        "30 / 60 ms",
                        "5 / 15 ms",
                        atMost(firstByte(results, Measure.FIRST_BYTE_P95), 30, 5),
                        atMost(firstByte(results, Measure.FIRST_BYTE_P99), 60, 15)));
        return all;
    }

    private static Optional<Figure> firstByte(Results results, Measure measure) {
        return results.figure(ExactHit.NAME, ExactHit.STREAM_AT_RATE, ExactHit.GATEWAY, measure);
    }

    @SafeVarargs
    private static Requirement of(
            String what, String required, String aim, Optional<Check>... checks) {
        List<Check> found = Stream.of(checks).flatMap(Optional::stream).toList();
        if (found.size() < checks.length) {
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
