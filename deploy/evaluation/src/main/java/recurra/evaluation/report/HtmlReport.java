package recurra.evaluation.report;

import recurra.evaluation.result.Evaluation;

/** The report for people. */
public final class HtmlReport {
    private HtmlReport() {}

    public static String of(Evaluation evaluation) {
        return "";
    }
}
