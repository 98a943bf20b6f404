package recurra.store.flight.redis;

/** The metrics of shared flights. */
enum FlightMetric {
    /** Calls that failed, by {@code operation} and {@code reason}. */
    ERRORS("recurra.flight.errors"),
    /** How many gateways share flights, this one included; 0 while that is not known. */
    GATEWAYS("recurra.flight.gateways"),
    /** Bytes of commands that Redis has not answered yet. */
    UNANSWERED("recurra.flight.unanswered");

    private final String key;

    FlightMetric(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }
}
