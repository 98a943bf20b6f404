package recurra.evaluation.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import recurra.evaluation.method.Methods;
import recurra.evaluation.metric.Interval;
import recurra.evaluation.metric.Tally;
import recurra.evaluation.result.CurveResult;
import recurra.evaluation.result.Evaluation;
import recurra.evaluation.result.Figures;
import recurra.evaluation.result.GatewayResult;
import recurra.evaluation.result.MethodResult;
import recurra.evaluation.result.ObjectionResult;
import recurra.evaluation.result.PopulationResult;
import recurra.evaluation.result.ScopeResult;
import recurra.evaluation.result.SetResult;
import recurra.evaluation.result.SpellingResult;
import recurra.evaluation.result.TierFigures;

/** The tables of all reports. */
final class Tables {
    private Tables() {}

    /** What ships, set by set. */
    static Table summary(Evaluation evaluation) {
        List<List<String>> rows = new ArrayList<>();
        for (SetResult set : evaluation.sets()) {
            Figures figures = set.method(Methods.CASCADE).overall();
            rows.add(
                    List.of(
                            set.name(),
                            Texts.count(figures.positives()),
                            Texts.count(figures.negatives()),
                            Texts.percent(figures.recall()),
                            Texts.count(figures.wrongOnNegatives()),
                            Texts.percent(figures.falsePositiveRate()),
                            Texts.percent(figures.falsePositiveRateUpper()),
                            Texts.percent(figures.bootstrap().falsePositiveRateUpper()),
                            Texts.percent(figures.precision())));
        }
        return new Table(
                "The default setting",
                "What ships: exact, normalised, then template tier with its guards and threshold. Each trial asks one question of a cache that holds one other. The bound is one-sided, 95 %; the second takes into account that trials of one cluster depend on each other.",
                List.of(
                        "set",
                        "duplicates",
                        "different",
                        "recall",
                        "false hits",
                        "FPR",
                        "bound",
                        "clustered",
                        "precision"),
                rows);
    }

    /** Recall at false-positive rates, along the scores. */
    static Table recalls(Evaluation evaluation) {
        List<List<String>> rows = new ArrayList<>();
        for (SetResult set : evaluation.sets()) {
            for (CurveResult curve : set.curves()) {
                List<String> row = new ArrayList<>(List.of(set.name(), curve.score()));
                for (CurveResult.RecallAt recall : curve.recallAt()) {
                    row.add(Texts.percent(recall.recall()) + interval(recall.interval()));
                }
                rows.add(row);
            }
        }
        return new Table(
                "Recall at a false-positive rate",
                "The best threshold on these very trials: what a score can tell apart, not what ships. With guards, a pair that is vetoed is never served. Intervals: cluster bootstrap, 95 %.",
                List.of("set", "score", "FPR ≤ 10 %", "≤ 1 %", "≤ 0.1 %", "≤ 0.01 %"),
                rows);
    }

    /** All methods on one set. */
    static Table methods(SetResult set) {
        return methods(
                "Methods on " + set.name(),
                Texts.count(set.trials())
                        + " trials in "
                        + Texts.count(set.clusters())
                        + " clusters. Unsafe: the share of all requests that got a wrong answer. Macro: the mean over slices.",
                set.methods());
    }

    /** All methods on one set, asked of a full cache. */
    static Table methods(PopulationResult population) {
        return methods(
                population.set() + " asked of " + Texts.count(population.entries()) + " entries",
                Texts.count(population.trials())
                        + " trials; the five nearest entries are candidates. "
                        + (population.entries() < population.size()
                                ? "The files have no more questions for the "
                                        + Texts.count(population.size())
                                        + " wanted."
                                : ""),
                population.methods());
    }

    private static Table methods(String title, String note, List<MethodResult> methods) {
        List<List<String>> rows = new ArrayList<>();
        for (MethodResult method : methods) {
            Figures figures = method.overall();
            rows.add(
                    List.of(
                            method.method(),
                            Texts.percent(figures.recall()),
                            Texts.count(figures.wrongOnNegatives() + figures.wrongOnPositives()),
                            Texts.percent(figures.falsePositiveRate()),
                            Texts.percent(figures.falsePositiveRateUpper()),
                            Texts.percent(figures.unsafeServedRate()),
                            Texts.percent(figures.precision()),
                            Texts.percent(method.macroRecall()),
                            Texts.percent(method.macroFalsePositiveRate()),
                            effective(figures)));
        }
        return new Table(
                title,
                note,
                List.of(
                        "method",
                        "recall",
                        "wrong",
                        "FPR",
                        "bound",
                        "unsafe",
                        "precision",
                        "macro recall",
                        "macro FPR",
                        "effective trials"),
                rows);
    }

    private static String effective(Figures figures) {
        Double effective = figures.bootstrap().effectiveNegatives();
        return effective == null ? Texts.NONE : Texts.count(Math.round(effective));
    }

    /** What ships, slice by slice. */
    static Table slices(SetResult set) {
        List<List<String>> rows = new ArrayList<>();
        set.method(Methods.CASCADE)
                .slices()
                .forEach((slice, figures) ->
                        rows.add(
                                List.of(
                                        slice,
                                        Texts.count(figures.positives()),
                                        Texts.percent(figures.recall()),
                                        Texts.count(figures.negatives()),
                                        Texts.count(figures.wrongOnNegatives()),
                                        Texts.percent(figures.falsePositiveRate()),
                                        Texts.percent(figures.falsePositiveRateUpper()))));
        return new Table(
                "Slices of " + set.name(),
                "The default setting.",
                List.of("slice", "duplicates", "recall", "different", "false hits", "FPR", "bound"),
                rows);
    }

    /** What each tier served. */
    static Table tiers(SetResult set) {
        List<List<String>> rows = new ArrayList<>();
        for (Map.Entry<String, TierFigures> tier : set.method(Methods.CASCADE).tiers().entrySet()) {
            TierFigures figures = tier.getValue();
            rows.add(
                    List.of(
                            tier.getKey(),
                            Texts.count(figures.right()),
                            Texts.count(figures.wrong()),
                            Texts.percent(figures.precision())));
        }
        return new Table(
                "Tiers on " + set.name(),
                "The default setting.",
                List.of("tier", "right", "wrong", "precision"),
                rows);
    }

    /** What each guard objected to. */
    static Table objections(SetResult set) {
        List<List<String>> rows = new ArrayList<>();
        for (ObjectionResult objection : set.objections()) {
            rows.add(
                    List.of(
                            objection.guard(),
                            Texts.count(objection.different()),
                            Texts.count(objection.differentAlone()),
                            Texts.count(objection.duplicates()),
                            Texts.count(objection.duplicatesAlone())));
        }
        return new Table(
                "Guards on " + set.name(),
                "How many different questions each keeps out, and how many duplicates it costs; alone: where no other objects.",
                List.of("guard", "different", "alone", "duplicates", "alone"),
                rows);
    }

    /** The full caches beside each other. */
    static Table populations(Evaluation evaluation) {
        List<List<String>> rows = new ArrayList<>();
        Set<String> shown = new LinkedHashSet<>(List.of(Methods.CASCADE, "cosine 0.95"));
        for (PopulationResult population : evaluation.populations()) {
            for (String method : shown) {
                Figures figures = population.method(method).overall();
                rows.add(
                        List.of(
                                population.set(),
                                Texts.count(population.entries()),
                                method,
                                Texts.percent(figures.recall()),
                                Texts.count(
                                        figures.wrongOnNegatives() + figures.wrongOnPositives()),
                                Texts.percent(figures.falsePositiveRate()),
                                Texts.percent(figures.unsafeServedRate()),
                                Texts.percent(figures.precision())));
            }
        }
        return new Table(
                "Full caches",
                "The same trials against a cache that also holds other questions of the files. Every answer that is not known to be right counts as wrong, unlabelled duplicates among the entries included.",
                List.of(
                        "set",
                        "entries",
                        "method",
                        "recall",
                        "wrong",
                        "FPR",
                        "unsafe",
                        "precision"),
                rows);
    }

    static Table spelling(Evaluation evaluation) {
        List<List<String>> rows = new ArrayList<>();
        for (SpellingResult spelling : evaluation.spelling()) {
            List<SpellingResult.Variant> variants = new ArrayList<>(spelling.variants());
            variants.add(spelling.total());
            for (SpellingResult.Variant variant : variants) {
                rows.add(
                        List.of(
                                spelling.set(),
                                variant.variant(),
                                Texts.count(variant.trials()),
                                Texts.percent(variant.recall()),
                                Texts.count(variant.trials() - variant.found()),
                                Texts.count(variant.falseHits())));
            }
        }
        return new Table(
                "Spelling",
                "Questions in another spelling, at the normalised tier, of a cache that holds them all. Questions without a normalised form, such as code, count as missed.",
                List.of("set", "variant", "trials", "recall", "missed", "false hits"),
                rows);
    }

    static Table scopes(Evaluation evaluation) {
        List<List<String>> rows = new ArrayList<>();
        for (ScopeResult scope : evaluation.scopes()) {
            rows.add(
                    List.of(
                            scope.set(),
                            scope.change(),
                            scope.same() ? "must not matter" : "must matter",
                            Texts.count(scope.trials()),
                            Texts.count(scope.hits()),
                            Texts.count(scope.faults())));
        }
        return new Table(
                "Scope",
                "The same prompt in other surroundings: by the keys of the exact and the normalised tier and the scope of the template tier.",
                List.of("set", "what differs", "", "trials", "hits", "faults"),
                rows);
    }

    static Table gateways(Evaluation evaluation) {
        List<List<String>> rows = new ArrayList<>();
        for (GatewayResult gateway : evaluation.gateways()) {
            rows.add(row(gateway.set(), "all", gateway.overall()));
            gateway.slices().forEach((slice, tally) -> rows.add(row(gateway.set(), slice, tally)));
        }
        return new Table(
                "Through the gateway",
                "The same trials as requests to a running gateway.",
                List.of("set", "slice", "duplicates", "recall", "different", "false hits", "bound"),
                rows);
    }

    private static List<String> row(String set, String slice, Tally tally) {
        return List.of(
                set,
                slice,
                Texts.count(tally.positives()),
                Texts.percent(tally.recall()),
                Texts.count(tally.negatives()),
                Texts.count(tally.wrong()),
                Texts.percent(tally.falsePositiveRateUpper()));
    }

    private static String interval(@Nullable Interval interval) {
        return interval == null
                ? ""
                : String.format(
                        Locale.ROOT, " (%.1f–%.1f)", interval.low() * 100, interval.high() * 100);
    }
}
