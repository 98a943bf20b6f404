package recurra.gateway.join;

import recurra.gateway.error.GatewayException;

/** Where the answer of a flight comes from. */
@FunctionalInterface
public interface Filler {
    /**
     * Fills the flight. Interrupted when the answer is not wanted any more.
     *
     * @return how it ended, after the answer was handed over to be kept
     * @throws GatewayException when the answer broke off, or never began
     */
    FlightEnd fill(Flight flight);
}
