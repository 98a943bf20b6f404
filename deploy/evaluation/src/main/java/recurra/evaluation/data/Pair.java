package recurra.evaluation.data;

/**
 * Two questions and whether one answer serves both.
 *
 * @param slice what the pair tests; the file's name where the row does not say
 * @param same whether the questions have the same answer
 * @param language the language as in BCP 47, {@code und} where the row does not say
 * @param cluster pairs of one cluster share questions and are not independent
 */
public record Pair(
        String slice,
        String a,
        String b,
        boolean same,
        String language,
        String cluster,
        Part part) {

    /** Without content. */
    @Override
    public String toString() {
        return "Pair[slice=" + slice + ", same=" + same + ", part=" + part + "]";
    }
}
