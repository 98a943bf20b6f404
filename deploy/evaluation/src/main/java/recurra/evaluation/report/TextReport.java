package recurra.evaluation.report;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import recurra.evaluation.method.Methods;
import recurra.evaluation.result.Evaluation;
import recurra.evaluation.result.SetResult;

/** The tables as plain text and as Markdown. */
public final class TextReport {
    private TextReport() {}

    /** The tables that fit a terminal; the other reports have the rest. */
    public static void print(Evaluation evaluation, PrintStream out) {
        for (Table table : brief(evaluation)) {
            out.println();
            out.println(table.title());
            print(table, out);
        }
        out.println();
    }

    /** Every table. */
    public static String markdown(Evaluation evaluation) {
        StringBuilder text = new StringBuilder();
        for (Table table : full(evaluation)) {
            text.append("### ").append(table.title()).append("\n\n");
            text.append(table.note().strip()).append("\n\n");
            text.append(line(table.head()));
            List<String> rule = new ArrayList<>();
            for (int i = 0; i < table.head().size(); i++) {
                rule.add(table.isNumeric(i) ? "--:" : "---");
            }
            text.append(line(rule));
            table.rows().forEach(row -> text.append(line(row)));
            text.append('\n');
        }
        return text.toString();
    }

    private static List<Table> brief(Evaluation evaluation) {
        List<Table> tables = new ArrayList<>();
        tables.add(Tables.summary(evaluation));
        tables.add(Tables.recalls(evaluation));
        for (SetResult set : evaluation.sets()) {
            tables.add(Tables.methods(set));
            if (set.method(Methods.CASCADE).slices().size() > 1) {
                tables.add(Tables.slices(set));
            }
        }
        tables.add(Tables.populations(evaluation));
        tables.add(Tables.spelling(evaluation));
        tables.add(Tables.scopes(evaluation));
        tables.add(Tables.gateways(evaluation));
        return tables.stream().filter(table -> !table.rows().isEmpty()).toList();
    }

    private static List<Table> full(Evaluation evaluation) {
        List<Table> tables = new ArrayList<>(brief(evaluation));
        for (SetResult set : evaluation.sets()) {
            tables.add(Tables.objections(set));
            tables.add(Tables.tiers(set));
        }
        evaluation.populations().forEach(population -> tables.add(Tables.methods(population)));
        return tables.stream().filter(table -> !table.rows().isEmpty()).toList();
    }

    private static void print(Table table, PrintStream out) {
        int columns = table.head().size();
        int[] widths = new int[columns];
        List<List<String>> lines = new ArrayList<>(List.of(table.head()));
        lines.addAll(table.rows());
        for (List<String> line : lines) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder(" ");
            for (int i = 0; i < columns; i++) {
                String pad = " ".repeat(widths[i] - line.get(i).length());
                text.append(' ')
                        .append(table.isNumeric(i) ? pad + line.get(i) : line.get(i) + pad)
                        .append(' ');
            }
            out.println(text.toString().stripTrailing());
        }
    }

    private static String line(List<String> cells) {
        return "| "
                + String.join(" | ", cells.stream().map(cell -> cell.replace("|", "\\|")).toList())
                + " |\n";
    }
}
