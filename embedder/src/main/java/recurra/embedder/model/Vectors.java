package recurra.embedder.model;

/** Arithmetic on vectors. */
public final class Vectors {
    private Vectors() {}

    /** Brings the vector to length one, in place; a vector of zeros stays as it is. */
    public static float[] normalize(float[] vector) {
        double squares = 0;
        for (float component : vector) {
            squares += (double) component * component;
        }
        if (squares > 0) {
            double scale = 1 / Math.sqrt(squares);
            for (int i = 0; i < vector.length; i++) {
                vector[i] = (float) (vector[i] * scale);
            }
        }
        return vector;
    }
}
