package recurra.embedder.model.onnx;

/**
 * A text as the network reads it.
 *
 * @param ids the tokens, special ones included
 * @param starts where each token begins in the text, in UTF-16 units; -1 for special tokens
 * @param ends where each token ends, exclusive; -1 for special tokens
 * @param truncated whether the text had more tokens than the model reads
 */
record TokenIds(
        @SuppressWarnings("ArrayRecordComponent") long[] ids,
        @SuppressWarnings("ArrayRecordComponent") int[] starts,
        @SuppressWarnings("ArrayRecordComponent") int[] ends,
        boolean truncated) {
    @Override
    public String toString() {
        return "TokenIds[tokens=" + ids.length + ", truncated=" + truncated + "]";
    }
}
