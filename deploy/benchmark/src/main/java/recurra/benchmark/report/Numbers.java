package recurra.benchmark.report;

import java.util.Locale;
import recurra.benchmark.result.Figure;
import recurra.benchmark.result.Spread;

/** Numbers as people read them: three digits that count. */
final class Numbers {
    private Numbers() {}

    static String of(double value) {
        double size = Math.abs(value);
        if (size >= 100 || value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%,d", Math.round(value));
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
    }

    /** The median, and the ends where several rounds differ. */
    static String of(Figure figure) {
        Spread spread = figure.spread();
        String text = of(spread.median());
        return spread.least() == spread.most()
                ? text
                : text + " (" + of(spread.least()) + "…" + of(spread.most()) + ")";
    }

    static String withUnit(double value, String unit) {
        if (unit.isEmpty()) {
            return of(value);
        }
        return of(value) + (unit.startsWith("/") || unit.equals("×") ? "" : " ") + unit;
    }
}
