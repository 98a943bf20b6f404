package recurra.evaluation.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import recurra.evaluation.method.Methods;
import recurra.evaluation.metric.Curve;
import recurra.evaluation.metric.Reliability;
import recurra.evaluation.result.CurveResult;
import recurra.evaluation.result.Evaluation;
import recurra.evaluation.result.Example;
import recurra.evaluation.result.Figures;
import recurra.evaluation.result.GatewayResult;
import recurra.evaluation.result.MethodResult;
import recurra.evaluation.result.PopulationResult;
import recurra.evaluation.result.Provenance;
import recurra.evaluation.result.SetResult;
import recurra.evaluation.result.SpellingResult;

/** The report for people: one page that needs nothing else, in light and dark. */
public final class HtmlReport {
    /** Colours of the page's style sheet, by score; others get what is left. */
    private static final Map<String, Integer> COLOURS =
            Map.of(
                    "cascade", 1,
                    "score with guards", 2,
                    "score", 3,
                    "cosine with guards", 4,
                    "cosine", 5,
                    "simhash", 6);

    private HtmlReport() {}

    /** The whole page. */
    public static String of(Evaluation evaluation) {
        StringBuilder page = new StringBuilder();
        page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append("<title>Recurra: evaluation</title><style>")
                .append(style())
                .append("</style></head>\n<body><header><h1>How often the cache is right</h1>")
                .append(provenance(evaluation.provenance()))
                .append("</header>\n<nav>")
                .append(navigation(evaluation))
                .append("</nav>\n<main>");
        section(
                page,
                "Summary",
                () -> {
                    page.append(table(Tables.summary(evaluation)));
                    Table recalls = Tables.recalls(evaluation);
                    page.append(recalls.rows().isEmpty() ? "" : table(recalls));
                });
        for (SetResult set : evaluation.sets()) {
            section(page, set.name(), () -> set(page, set));
        }
        if (!evaluation.populations().isEmpty()) {
            section(page, "Full caches", () -> populations(page, evaluation));
        }
        if (!evaluation.spelling().isEmpty()) {
            section(page, "Spelling", () -> spelling(page, evaluation));
        }
        if (!evaluation.scopes().isEmpty()) {
            section(page, "Scope", () -> page.append(table(Tables.scopes(evaluation))));
        }
        if (!evaluation.gateways().isEmpty()) {
            section(page, "Through the gateway", () -> gateways(page, evaluation));
        }
        return page.append("</main></body></html>\n").toString();
    }

    private static void section(StringBuilder page, String title, Runnable content) {
        page.append(
                "<section id=\"%s\"><h2>%s</h2>".formatted(Html.anchor(title), Html.text(title)));
        content.run();
        page.append("</section>\n");
    }

    private static String provenance(Provenance provenance) {
        String files =
                provenance.files().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(file -> Html.text(file.getKey()) + " " + Texts.count(file.getValue()))
                        .collect(Collectors.joining(", "));
        return "<p class=\"facts\">Part <b>%s</b> · rows: %s · %s different questions · embedding %s/%s · features version %d · threshold %s · seed %d · limit %s · Recurra %s · %s, took %s s</p>"
                .formatted(
                        Html.text(provenance.part()),
                        files,
                        Texts.count(provenance.questions()),
                        Html.text(provenance.embeddingModel()),
                        Html.text(provenance.embeddingVersion()),
                        provenance.features(),
                        provenance.thresholds(),
                        provenance.seed(),
                        Html.text(provenance.limit()),
                        Html.text(provenance.recurra()),
                        Html.text(provenance.started()),
                        Texts.count(Math.round(provenance.seconds())));
    }

    private static String navigation(Evaluation evaluation) {
        StringBuilder links = new StringBuilder(link("Summary"));
        evaluation.sets().forEach(set -> links.append(link(set.name())));
        links.append(evaluation.populations().isEmpty() ? "" : link("Full caches"));
        links.append(evaluation.spelling().isEmpty() ? "" : link("Spelling"));
        links.append(evaluation.scopes().isEmpty() ? "" : link("Scope"));
        links.append(evaluation.gateways().isEmpty() ? "" : link("Through the gateway"));
        return links.toString();
    }

    private static String link(String title) {
        return "<a href=\"#%s\">%s</a>".formatted(Html.anchor(title), Html.text(title));
    }

    private static void set(StringBuilder page, SetResult set) {
        if (!set.curves().isEmpty()) {
            page.append("<div class=\"charts\">")
                    .append(
                            titled(
                                    "What can be found at which risk",
                                    "Up and left is better. The bound is one-sided, 95 %; nothing can be shown below what the number of trials allows.",
                                    recallChart(set)))
                    .append(
                            titled(
                                    "How many requests are served, and how many of them rightly",
                                    "Up and right is better.",
                                    precisionChart(set)));
            Reliability reliability = set.reliability();
            if (reliability != null && !reliability.bins().isEmpty()) {
                page.append(
                        titled(
                                "Whether the score is a probability",
                                "Trials that no guard objects to, in bins of equal size; on the diagonal is right. Brier %s, expected calibration error %s."
                                        .formatted(
                                                Texts.number(reliability.brier()),
                                                Texts.number(
                                                        reliability.expectedCalibrationError())),
                                reliabilityChart(reliability)));
            }
            page.append("</div>");
        }
        Table slices = Tables.slices(set);
        if (slices.rows().size() > 1) {
            page.append(table(slices));
        }
        page.append(
                examples(
                        "False hits",
                        "Different questions that the default setting answers with each other's answer, the surest first. Words that the other side does not have are marked.",
                        set.falseHits()));
        if (set.method(Methods.CASCADE).overall().positives() > 0) {
            page.append(
                    examples(
                            "Refused duplicates",
                            "Duplicates that the default setting does not find, those that came nearest first, with the guards that objected.",
                            set.refusedDuplicates()));
        }
        page.append(folded("All methods", table(Tables.methods(set))));
        Table tiers = Tables.tiers(set);
        page.append(
                folded(
                        "Guards and tiers",
                        table(Tables.objections(set))
                                + (tiers.rows().isEmpty() ? "" : table(tiers))));
    }

    private static void populations(StringBuilder page, Evaluation evaluation) {
        page.append(table(Tables.populations(evaluation)));
        for (PopulationResult population : evaluation.populations()) {
            String title = population.set() + ", " + Texts.count(population.entries()) + " entries";
            page.append(
                    folded(
                            title,
                            table(Tables.methods(population))
                                    + examples(
                                            "Wrong answers",
                                            "Whatever is not known to be right, the surest first; unlabelled duplicates are among them.",
                                            population.falseHits())));
        }
    }

    private static void spelling(StringBuilder page, Evaluation evaluation) {
        page.append(table(Tables.spelling(evaluation)));
        for (SpellingResult spelling : evaluation.spelling()) {
            page.append(spellings(spelling.set() + ": false hits", spelling.falseHits()))
                    .append(spellings(spelling.set() + ": missed", spelling.missed()));
        }
    }

    private static String spellings(String title, List<SpellingResult.Example> examples) {
        if (examples.isEmpty()) {
            return "";
        }
        StringBuilder rows = new StringBuilder();
        for (SpellingResult.Example example : examples) {
            rows.append(
                    "<tr><td>%s</td><td class=\"text\">%s</td><td class=\"text\">%s</td></tr>"
                            .formatted(
                                    Html.text(example.variant()),
                                    Html.text(example.asked()),
                                    Html.text(example.stored())));
        }
        return folded(
                title,
                "<div class=\"scroll\"><table><thead><tr><th>variant</th><th>asked</th><th>stored</th></tr></thead><tbody>"
                        + rows
                        + "</tbody></table></div>");
    }

    private static void gateways(StringBuilder page, Evaluation evaluation) {
        page.append(table(Tables.gateways(evaluation)));
        for (GatewayResult gateway : evaluation.gateways()) {
            page.append(
                    "<p>%s at %s: %s of %s trials went as decided offline.</p>"
                            .formatted(
                                    Html.text(gateway.set()),
                                    Html.text(gateway.url()),
                                    Texts.count(gateway.agreed()),
                                    Texts.count(gateway.trials())));
            if (!gateway.differences().isEmpty()) {
                StringBuilder rows = new StringBuilder();
                for (GatewayResult.Difference difference : gateway.differences()) {
                    rows.append(
                            "<tr><td class=\"text\">%s</td><td class=\"text\">%s</td><td>%s</td><td>%s</td></tr>"
                                    .formatted(
                                            Html.text(difference.asked()),
                                            Html.text(difference.stored()),
                                            Html.text(difference.offline()),
                                            Html.text(difference.online())));
                }
                page.append(
                        folded(
                                "Trials that went another way",
                                "<div class=\"scroll\"><table><thead><tr><th>asked</th><th>stored</th><th>offline</th><th>gateway</th></tr></thead><tbody>"
                                        + rows
                                        + "</tbody></table></div>"));
            }
        }
    }

    private static String recallChart(SetResult set) {
        Chart chart =
                new Chart(
                        "Recall against the upper bound of the false-positive rate on "
                                + set.name(),
                        Chart.rates("upper bound of the false-positive rate"),
                        Chart.shares("recall"));
        lines(
                chart,
                set,
                point -> new Chart.Point(point.falsePositiveRateUpper(), point.recall(), ""));
        return operatingPoints(
                        chart,
                        set,
                        figures -> {
                            Double bound = figures.falsePositiveRateUpper();
                            Double recall = figures.recall();
                            return bound == null || recall == null
                                    ? null
                                    : new Chart.Point(bound, recall, "");
                        })
                .html();
    }

    private static String precisionChart(SetResult set) {
        Chart chart =
                new Chart(
                        "Precision against hit ratio on " + set.name(),
                        Chart.shares("share of requests served"),
                        Chart.shares("share of hits that are right"));
        lines(chart, set, point -> new Chart.Point(point.hitRatio(), point.precision(), ""));
        return operatingPoints(
                        chart,
                        set,
                        figures -> {
                            Double ratio = figures.hitRatio();
                            Double precision = figures.precision();
                            return ratio == null || precision == null
                                    ? null
                                    : new Chart.Point(ratio, precision, "");
                        })
                .html();
    }

    private static void lines(
            Chart chart, SetResult set, Function<Curve.Point, Chart.Point> place) {
        for (CurveResult curve : set.curves().reversed()) {
            chart.line(
                    curve.score(),
                    COLOURS.getOrDefault(curve.score(), 6),
                    curve.score().equals(Methods.CASCADE),
                    curve.points().stream().map(place).toList());
        }
    }

    private interface Place {
        Chart.@Nullable Point of(Figures figures);
    }

    private static Chart operatingPoints(Chart chart, SetResult set, Place place) {
        for (MethodResult method : set.methods()) {
            boolean ships = method.method().equals(Methods.CASCADE);
            Chart.Point point = place.of(method.overall());
            if (point != null && (ships || method.method().equals("cosine 0.95"))) {
                chart.dots(
                        ships ? "as shipped" : method.method(),
                        ships ? 1 : 5,
                        List.of(
                                new Chart.Point(
                                        point.x(),
                                        point.y(),
                                        String.format(
                                                Locale.ROOT,
                                                "%s: recall %s, FPR %s",
                                                method.method(),
                                                Texts.percent(method.overall().recall()),
                                                Texts.percent(
                                                        method.overall().falsePositiveRate())))));
            }
        }
        return chart;
    }

    private static String reliabilityChart(Reliability reliability) {
        List<Chart.Point> points =
                reliability.bins().stream()
                        .map(bin ->
                                new Chart.Point(
                                        bin.meanScore(),
                                        bin.rightShare(),
                                        Texts.count(bin.trials()) + " trials"))
                        .toList();
        return new Chart(
                        "Share of right answers against the score",
                        Chart.shares("score"),
                        Chart.shares("share that is right"))
                .diagonal()
                .line("bins of the score", 1, true, points)
                .dots("one bin", 1, points)
                .html();
    }

    private static String titled(String title, String note, String chart) {
        return "<div class=\"chart\"><h3>%s</h3><p class=\"note\">%s</p>%s</div>"
                .formatted(Html.text(title), Html.text(note), chart);
    }

    private static String folded(String title, String content) {
        return "<details><summary>%s</summary>%s</details>".formatted(Html.text(title), content);
    }

    private static String examples(String title, String note, List<Example> examples) {
        if (examples.isEmpty()) {
            return "<h3>%s</h3><p class=\"note\">None.</p>".formatted(Html.text(title));
        }
        StringBuilder rows = new StringBuilder();
        for (Example example : examples) {
            String tier = example.tier();
            rows.append("<tr><td class=\"text\">")
                    .append(Html.difference(example.asked(), example.stored()))
                    .append("</td><td class=\"text\">")
                    .append(Html.difference(example.stored(), example.asked()))
                    .append("</td><td>")
                    .append(Html.text(example.slice()))
                    .append("</td><td class=\"number\">")
                    .append(Texts.number(example.score()))
                    .append("</td><td class=\"number\">")
                    .append(Texts.number(example.cosine()))
                    .append("</td><td>")
                    .append(Html.text(tier != null ? tier : String.join(", ", example.vetoes())))
                    .append("</td></tr>");
        }
        return "<h3>%s</h3><p class=\"note\">%s</p><div class=\"scroll tall\"><table><thead><tr><th>asked</th><th>stored</th><th>slice</th><th class=\"number\">score</th><th class=\"number\">cosine</th><th>tier or vetoes</th></tr></thead><tbody>%s</tbody></table></div>"
                .formatted(Html.text(title), Html.text(note), rows);
    }

    private static String table(Table table) {
        StringBuilder html = new StringBuilder();
        html.append(
                "<h3>%s</h3><p class=\"note\">%s</p><div class=\"scroll\"><table><thead><tr>"
                        .formatted(Html.text(table.title()), Html.text(table.note())));
        for (int i = 0; i < table.head().size(); i++) {
            html.append(
                    "<th%s>%s</th>"
                            .formatted(
                                    table.isNumeric(i) ? " class=\"number\"" : "",
                                    Html.text(table.head().get(i))));
        }
        html.append("</tr></thead><tbody>");
        for (List<String> row : table.rows()) {
            html.append(row.contains(Methods.CASCADE) ? "<tr class=\"ships\">" : "<tr>");
            for (int i = 0; i < row.size(); i++) {
                html.append(
                        "<td%s>%s</td>"
                                .formatted(
                                        table.isNumeric(i) ? " class=\"number\"" : "",
                                        Html.text(row.get(i))));
            }
            html.append("</tr>");
        }
        return html.append("</tbody></table></div>").toString();
    }

    private static String style() {
        try (@Nullable InputStream in =
                HtmlReport.class.getResourceAsStream("/evaluation/report.css")) {
            if (in == null) {
                throw new IllegalStateException("The report's style is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The report's style cannot be read", e);
        }
    }
}
