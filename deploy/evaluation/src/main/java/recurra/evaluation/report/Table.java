package recurra.evaluation.report;

import java.util.List;

/**
 * A table of a report.
 *
 * @param note what its numbers mean, in a sentence or two
 */
record Table(String title, String note, List<String> head, List<List<String>> rows) {
    Table {
        head = List.copyOf(head);
        rows = List.copyOf(rows);
    }

    /** Whether a column holds numbers, which stand on the right. */
    boolean isNumeric(int column) {
        return column > 0
                && rows.stream()
                        .map(row -> row.get(column))
                        .allMatch(cell -> cell.isEmpty() || cell.matches("[-–\\d.,% ]+"));
    }
}
