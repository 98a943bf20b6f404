package recurra.store.template;

/**
 * The length of the vectors in the template index. Another embedding model may have another one,
 * and then needs another index.
 */
public final class TemplateDimensions {
    /** Numbers in a vector. */
    public static final int COUNT = 384;

    private TemplateDimensions() {}

    /**
     * Refuses vectors of another length.
     *
     * @throws IllegalArgumentException that names both lengths
     */
    public static void check(float[] vector) {
        if (vector.length != COUNT) {
            throw new IllegalArgumentException(
                    "The template index holds vectors of "
                            + COUNT
                            + " dimensions and this one has "
                            + vector.length
                            + ": choose an embedding model with "
                            + COUNT);
        }
    }
}
