package recurra.evaluation.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A chart of lines as SVG, which takes its colours from the page. */
final class Chart {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 360;
    private static final int LEFT = 56;
    private static final int RIGHT = 28;
    private static final int TOP = 30;
    private static final int BOTTOM = 48;

    /** A mark on an axis. */
    record Tick(double value, String label) {}

    /** A direction of the chart, from low to high. */
    record Axis(String title, double low, double high, boolean logarithmic, List<Tick> ticks) {
        double share(double value) {
            double at =
                    logarithmic
                            ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
                            : (value - low) / (high - low);
            return Math.clamp(at, 0, 1);
        }
    }

    /** Where a line goes through, or a dot lies. */
    record Point(double x, double y, String tip) {}

    private final String label;
    private final Axis x;
    private final Axis y;
    private final StringBuilder marks = new StringBuilder();
    private final List<String> legend = new ArrayList<>();

    Chart(String label, Axis x, Axis y) {
        this.label = label;
        this.x = x;
        this.y = y;
    }

    static Axis shares(String title) {
        return new Axis(
                title,
                0,
                1,
                false,
                List.of(
                        new Tick(0, "0"),
                        new Tick(0.25, "25 %"),
                        new Tick(0.5, "50 %"),
                        new Tick(0.75, "75 %"),
                        new Tick(1, "100 %")));
    }

    static Axis rates(String title) {
        return new Axis(
                title,
                1e-4,
                1,
                true,
                List.of(
                        new Tick(1e-4, "0.01 %"),
                        new Tick(1e-3, "0.1 %"),
                        new Tick(1e-2, "1 %"),
                        new Tick(1e-1, "10 %"),
                        new Tick(1, "100 %")));
    }

    Chart line(String name, int colour, boolean strong, List<Point> points) {
        if (points.isEmpty()) {
            return this;
        }
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < points.size(); i++) {
            path.append(i == 0 ? "M" : "L").append(place(points.get(i).x(), points.get(i).y()));
        }
        marks.append(
                "<path class=\"line c%d%s\" d=\"%s\"/>"
                        .formatted(colour, strong ? " strong" : "", path));
        legend.add("<span><i class=\"key c%d\"></i>%s</span>".formatted(colour, Html.text(name)));
        return this;
    }

    Chart dots(String name, int colour, List<Point> points) {
        if (points.isEmpty()) {
            return this;
        }
        for (Point point : points) {
            marks.append(
                    "<circle class=\"dot c%d\" cx=\"%s\" cy=\"%s\" r=\"5\"><title>%s</title></circle>"
                            .formatted(
                                    colour,
                                    number(across(point.x())),
                                    number(down(point.y())),
                                    Html.text(point.tip())));
        }
        legend.add(
                "<span><i class=\"dotkey c%d\"></i>%s</span>".formatted(colour, Html.text(name)));
        return this;
    }

    /** Where both axes say the same. */
    Chart diagonal() {
        marks.append(
                "<path class=\"diagonal\" d=\"M%sL%s\"/>"
                        .formatted(place(x.low(), y.low()), place(x.high(), y.high())));
        return this;
    }

    /** The chart and its legend. */
    String html() {
        StringBuilder svg = new StringBuilder();
        svg.append(
                "<figure><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">"
                        .formatted(WIDTH, HEIGHT, Html.text(label)));
        for (Tick tick : x.ticks()) {
            double at = across(tick.value());
            svg.append(
                    "<path class=\"grid\" d=\"M%s %dV%d\"/><text class=\"tick\" x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s</text>"
                            .formatted(
                                    number(at),
                                    TOP,
                                    HEIGHT - BOTTOM,
                                    number(at),
                                    HEIGHT - BOTTOM + 18,
                                    tick.label()));
        }
        for (Tick tick : y.ticks()) {
            double at = down(tick.value());
            svg.append(
                    "<path class=\"grid\" d=\"M%d %sH%d\"/><text class=\"tick\" x=\"%d\" y=\"%s\" text-anchor=\"end\">%s</text>"
                            .formatted(
                                    LEFT,
                                    number(at),
                                    WIDTH - RIGHT,
                                    LEFT - 8,
                                    number(at + 4),
                                    tick.label()));
        }
        svg.append(
                "<text class=\"axis\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>"
                        .formatted((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, Html.text(x.title())));
        svg.append(
                "<text class=\"axis\" x=\"%d\" y=\"%d\">%s</text>"
                        .formatted(LEFT - 48, 16, Html.text(y.title())));
        svg.append(marks).append("</svg><figcaption>").append(String.join(" ", legend.reversed()));
        return svg.append("</figcaption></figure>").toString();
    }

    private String place(double atX, double atY) {
        return number(across(atX)) + " " + number(down(atY));
    }

    private double across(double value) {
        return LEFT + x.share(value) * (WIDTH - LEFT - RIGHT);
    }

    private double down(double value) {
        return HEIGHT - BOTTOM - y.share(value) * (HEIGHT - TOP - BOTTOM);
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }
}
