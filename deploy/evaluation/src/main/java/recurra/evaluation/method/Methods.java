package recurra.evaluation.method;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import recurra.matching.template.TemplateMatcher;
import recurra.matching.template.TemplateThresholds;

/** The methods that are compared, apart from those that learn. */
public final class Methods {
    /** The one that ships. */
    public static final String CASCADE = "cascade";

    private static final List<Double> COSINES =
            List.of(0.80, 0.85, 0.90, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99);
    private static final List<Double> GUARDED_COSINES = List.of(0.80, 0.90, 0.95);
    private static final List<Integer> DISTANCES = List.of(3, 6, 9, 12, 16);

    private static final Comparator<Weighed> BY_COSINE = Comparator.comparing(Weighed::cosine);
    private static final Comparator<Weighed> BY_SCORE =
            Comparator.comparing(weighed -> weighed.weighing().score());

    private Methods() {}

    /** All of them, the one that ships first. */
    public static List<Method> all(Weigher weigher) {
        List<Method> methods = new ArrayList<>();
        methods.add(new Cascade(weigher));
        methods.add(first("exact", Tier.EXACT, Weighed::isExact));
        methods.add(
                first(
                        "normalized",
                        Tier.NORMALIZED,
                        entry -> entry.isExact() || entry.isNormalized()));
        for (double cosine : COSINES) {
            methods.add(
                    best(
                            "cosine " + two(cosine),
                            BY_COSINE,
                            entry -> true,
                            entry -> entry.cosine() >= cosine));
        }
        for (int distance : DISTANCES) {
            methods.add(
                    best(
                            "simhash " + distance,
                            Comparator.comparing(entry -> -entry.distance()),
                            entry -> true,
                            entry -> entry.distance() <= distance));
        }
        for (double cosine : GUARDED_COSINES) {
            methods.add(
                    best(
                            "cosine " + two(cosine) + " with guards",
                            BY_COSINE,
                            Weighed::isClear,
                            entry -> entry.cosine() >= cosine));
        }
        methods.add(new Ablation("cascade without any guard", Set.copyOf(objections())));
        objections()
                .forEach(guard ->
                        methods.add(new Ablation("cascade without " + guard, Set.of(guard))));
        return List.copyOf(methods);
    }

    /** Names of everything that can object to an entry. */
    public static List<String> objections() {
        return Stream.concat(Stream.of(Weighed.ELIGIBILITY), TemplateMatcher.guards().stream())
                .toList();
    }

    private static String two(double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }

    private static Method first(String name, Tier tier, Predicate<Weighed> which) {
        return new Rule(
                name,
                nearest ->
                        nearest.stream()
                                .filter(which)
                                .findFirst()
                                .map(entry -> new Method.Hit(entry, tier)));
    }

    /** The best of those that are considered, if it is good enough. */
    private static Method best(
            String name,
            Comparator<Weighed> order,
            Predicate<Weighed> considered,
            Predicate<Weighed> goodEnough) {
        return new Rule(
                name,
                nearest ->
                        nearest.stream()
                                .filter(considered)
                                .max(order)
                                .filter(goodEnough)
                                .map(entry -> new Method.Hit(entry, Tier.TEMPLATE)));
    }

    private static Optional<Method.Hit> byKey(List<Weighed> nearest) {
        return nearest.stream()
                .filter(Weighed::isExact)
                .findFirst()
                .map(entry -> new Method.Hit(entry, Tier.EXACT))
                .or(() ->
                        nearest.stream()
                                .filter(Weighed::isNormalized)
                                .findFirst()
                                .map(entry -> new Method.Hit(entry, Tier.NORMALIZED)));
    }

    private interface Decision {
        Optional<Method.Hit> of(List<Weighed> nearest);
    }

    private record Rule(String name, Decision decision) implements Method {
        @Override
        public Optional<Hit> decide(List<Weighed> nearest) {
            return decision.of(nearest);
        }
    }

    /** Exact, normalised, template: as the gateway goes about it, with the shipped setting. */
    private record Cascade(Weigher weigher) implements Method {
        @Override
        public String name() {
            return CASCADE;
        }

        @Override
        public Optional<Hit> decide(List<Weighed> nearest) {
            return byKey(nearest)
                    .or(() ->
                            weigher.decide(nearest.stream().filter(Weighed::isEligible).toList())
                                    .map(entry -> new Hit(entry, Tier.TEMPLATE)));
        }
    }

    /** The cascade, deaf to some objections. */
    private record Ablation(String name, Set<String> ignored) implements Method {
        @Override
        public Optional<Hit> decide(List<Weighed> nearest) {
            return byKey(nearest).or(() -> byScore(nearest));
        }

        private Optional<Hit> byScore(List<Weighed> nearest) {
            List<Weighed> clear =
                    nearest.stream()
                            .filter(entry -> ignored.containsAll(entry.objections()))
                            .sorted(BY_SCORE.reversed())
                            .collect(Collectors.toList());
            if (clear.isEmpty()) {
                return Optional.empty();
            }
            Weighed best = clear.getFirst();
            double margin = TemplateThresholds.DEFAULTS.margin();
            boolean ambiguous =
                    clear.stream()
                            .skip(1)
                            .anyMatch(other ->
                                    best.weighing().score() - other.weighing().score() <= margin);
            return best.weighing().score() >= best.weighing().threshold() && !ambiguous
                    ? Optional.of(new Hit(best, Tier.TEMPLATE))
                    : Optional.empty();
        }
    }
}
