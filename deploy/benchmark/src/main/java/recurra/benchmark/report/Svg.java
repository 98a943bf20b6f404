package recurra.benchmark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import recurra.benchmark.result.Figure;
import recurra.benchmark.result.Measure;
import recurra.benchmark.result.PartResult;
import recurra.benchmark.result.Spread;

/**
 * A picture of a scenario: its targets below one another, their medians as bars from zero where one
 * measure is shown, as dots on a logarithmic axis where several are, with a line from the least to
 * the most round.
 */
final class Svg {
    private static final int WIDTH = 760;
    private static final int LEFT = 250;
    private static final int RIGHT = 90;
    private static final int TOP = 56;
    private static final int ROW = 34;
    private static final int BOTTOM = 40;
    private static final List<String> COLOURS = List.of("#2f6fb5", "#d9822b", "#b03a48", "#4b8b5a");

    private final PartResult part;
    private final PartResult.Plot plot;
    private final List<String> targets;
    private final boolean logarithmic;
    private final double low;
    private final double high;

    private Svg(PartResult part, PartResult.Plot plot) {
        this.part = part;
        this.plot = plot;
        List<Figure> shown =
                part.figures().stream()
                        .filter(figure ->
                                figure.scenario().equals(plot.scenario())
                                        && plot.measures().contains(figure.measure()))
                        .toList();
        targets = shown.stream().map(Figure::target).distinct().toList();
        logarithmic = plot.measures().size() > 1;
        double most = shown.stream().mapToDouble(figure -> figure.spread().most()).max().orElse(1);
        double least =
                shown.stream()
                        .mapToDouble(figure -> figure.spread().least())
                        .filter(value -> value > 0)
                        .min()
                        .orElse(0.1);
        low = logarithmic ? Math.pow(10, Math.floor(Math.log10(least))) : 0;
        high =
                logarithmic
                        ? Math.max(low * 10, Math.pow(10, Math.ceil(Math.log10(most))))
                        : Math.max(most, 1e-9) * 1.02;
    }

    /** The picture; it needs nothing from anywhere else. */
    static String of(PartResult part, PartResult.Plot plot) {
        return new Svg(part, plot).draw();
    }

    private String draw() {
        int height = TOP + ROW * targets.size() + BOTTOM;
        String unit = plot.measures().getFirst().unit();
        StringBuilder svg = new StringBuilder();
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\">\n"
                        .formatted(WIDTH, height));
        svg.append(
                "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n".formatted(WIDTH, height));
        text(svg, 12, 20, "start", plot.scenario(), "#111111\" font-weight=\"bold");
        legend(svg);
        for (double tick : ticks()) {
            double x = across(tick);
            svg.append(
                    "<path d=\"M%s %dV%d\" stroke=\"#dddddd\"/>\n"
                            .formatted(number(x), TOP - 4, height - BOTTOM + 4));
            text(svg, x, height - BOTTOM + 20, "middle", Numbers.withUnit(tick, unit), "#555555");
        }
        for (int i = 0; i < targets.size(); i++) {
            row(svg, targets.get(i), TOP + ROW * i + ROW / 2.0);
        }
        return svg.append("</svg>\n").toString();
    }

    private void legend(StringBuilder svg) {
        double x = 12;
        for (int i = 0; i < plot.measures().size(); i++) {
            String label = plot.measures().get(i).label();
            svg.append(
                    "<circle cx=\"%s\" cy=\"38\" r=\"5\" fill=\"%s\"/>\n"
                            .formatted(number(x + 5), COLOURS.get(i)));
            text(svg, x + 15, 42, "start", label, "#333333");
            x += 40 + 7.5 * label.length();
        }
    }

    private void row(StringBuilder svg, String target, double y) {
        text(svg, LEFT - 10, y + 4, "end", target, "#111111");
        for (int i = 0; i < plot.measures().size(); i++) {
            Measure measure = plot.measures().get(i);
            int colour = i;
            part.figure(plot.scenario(), target, measure)
                    .ifPresent(figure -> mark(svg, figure.spread(), y, COLOURS.get(colour)));
        }
    }

    private void mark(StringBuilder svg, Spread spread, double y, String colour) {
        double x = across(spread.median());
        if (logarithmic) {
            svg.append(
                    "<circle cx=\"%s\" cy=\"%s\" r=\"5\" fill=\"%s\"/>\n"
                            .formatted(number(x), number(y), colour));
        } else {
            svg.append(
                    "<rect x=\"%d\" y=\"%s\" width=\"%s\" height=\"18\" fill=\"%s\"/>\n"
                            .formatted(LEFT, number(y - 9), number(x - LEFT), colour));
            text(
                    svg,
                    across(spread.most()) + 8,
                    y + 4,
                    "start",
                    Numbers.of(spread.median()),
                    "#111111");
        }
        svg.append(
                "<path d=\"M%s %sH%s\" stroke=\"#111111\" stroke-opacity=\"0.6\" stroke-width=\"2\"/>\n"
                        .formatted(
                                number(across(spread.least())),
                                number(y),
                                number(across(spread.most()))));
    }

    private List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            for (double tick = low; tick <= high * 1.001; tick *= 10) {
                ticks.add(tick);
            }
            return ticks;
        }
        double power = Math.pow(10, Math.floor(Math.log10(high)));
        double step = high / power > 5 ? 2 * power : high / power > 2 ? power : power / 2;
        for (double tick = 0; tick <= high; tick += step) {
            ticks.add(tick);
        }
        return ticks;
    }

    private double across(double value) {
        double share =
                logarithmic
                        ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
                        : value / high;
        return LEFT + Math.clamp(share, 0, 1) * (WIDTH - LEFT - RIGHT);
    }

    private static void text(
            StringBuilder svg, double x, double y, String anchor, String text, String colour) {
        svg.append(
                "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" fill=\"%s\">%s</text>\n"
                        .formatted(number(x), number(y), anchor, colour, escaped(text)));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }
}
