package recurra.gateway.join;

/** How a request got at an answer in flight. */
public sealed interface Boarding {
    /** It reads one: a new one, or one that was on its way already. */
    record Boarded(FlightReader reader) implements Boarding {}

    /**
     * One has ended since the request came, and its answer is where answers are kept: it is to be
     * looked for once more.
     */
    record JustLanded() implements Boarding {}
}
