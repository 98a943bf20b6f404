package recurra.evaluation.metric;

/** A two-sided interval of 95 %. */
public record Interval(double low, double high) {}
