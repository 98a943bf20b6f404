package recurra.evaluation.trial;

/**
 * A question asked of a cache that holds another one.
 *
 * @param same whether the stored question's answer is right
 * @param cluster trials of one cluster are not independent
 */
public record Trial(String slice, String asked, String stored, boolean same, String cluster) {

    /** Without content. */
    @Override
    public String toString() {
        return "Trial[slice=" + slice + ", same=" + same + "]";
    }
}
