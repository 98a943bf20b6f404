package recurra.store.flight;

/** How a lease stands. */
public enum LeaseState {
    /** It has run out, or is another's: nothing was written. */
    LOST,
    /** It is held, and nobody follows. */
    HELD,
    /** It is held, and other gateways follow. */
    FOLLOWED
}
