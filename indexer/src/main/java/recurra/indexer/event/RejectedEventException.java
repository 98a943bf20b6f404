package recurra.indexer.event;

/** An event that can be read, and can never be taken in. */
public final class RejectedEventException extends RuntimeException {
    private final Rejection rejection;

    /**
     * @param code short, for headers and metrics
     * @param detail what is wrong, without content of the event
     */
    public RejectedEventException(String code, String detail) {
        super(code + ": " + detail);
        this.rejection = new Rejection(code, detail);
    }

    Rejection rejection() {
        return rejection;
    }
}
