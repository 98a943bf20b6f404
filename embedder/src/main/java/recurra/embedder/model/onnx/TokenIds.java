package recurra.embedder.model.onnx;

/**
 * A text as the network reads it.
 *
 * @param ids the tokens, special ones included
 * @param truncated whether the text had more tokens than the model reads
 */
record TokenIds(@SuppressWarnings("ArrayRecordComponent") long[] ids, boolean truncated) {
    @Override
    public String toString() {
        return "TokenIds[tokens=" + ids.length + ", truncated=" + truncated + "]";
    }
}
