package recurra.store.flight;

import recurra.matching.ExactKey;
import recurra.matching.TenantId;

/**
 * The right to write an answer in flight.
 *
 * @param token greater than that of every lease before
 * @param holder a name that nobody else has
 */
public record FlightLease(TenantId tenant, ExactKey key, long token, String holder) {}
