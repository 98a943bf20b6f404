package recurra.matching.template;

/**
 * How sure the template tier must be.
 *
 * @param score the least score of a hit, 0 to 1
 * @param margin two candidates whose scores are this near are alike; if their answers differ, it is
 *     a miss
 */
public record TemplateThresholds(double score, double margin) {
    /**
     * With all words equal, a cosine of 0.90: below it, in e5-small, stand questions that share
     * their words and little else.
     */
    public static final TemplateThresholds DEFAULTS = new TemplateThresholds(0.95, 0.05);

    public TemplateThresholds {
        requireShare("score", score);
        requireShare("margin", margin);
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be between 0 and 1, not " + value);
        }
    }
}
