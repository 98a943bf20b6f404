package recurra.gateway.join;

import java.util.Optional;
import recurra.store.answer.Usage;

/**
 * What an answer cost, as far as it says so.
 *
 * @param nanoUsd billionths of a US dollar
 */
public record FlightCost(Optional<Usage> usage, Optional<Long> nanoUsd) {
    public static final FlightCost UNKNOWN = new FlightCost(Optional.empty(), Optional.empty());
}
