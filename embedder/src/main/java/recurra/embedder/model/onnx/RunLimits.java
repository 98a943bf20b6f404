package recurra.embedder.model.onnx;

/**
 * How much may be in one run.
 *
 * @param texts the most texts
 * @param tokens the most tokens of several texts, padding included; a text alone may be longer
 */
record RunLimits(int texts, int tokens) {
    /**
     * Padding is computed for nobody: beyond a quarter of what is read it costs what company
     * brings.
     */
    private static final double MOST_PADDED = 1.25;

    /**
     * Whether several texts may share a run.
     *
     * @param longest tokens of the longest
     * @param sum tokens of all
     */
    boolean allow(int texts, int longest, int sum) {
        int padded = texts * longest;
        return texts <= this.texts && padded <= tokens && padded <= sum * MOST_PADDED;
    }
}
