package recurra.store.flight;

import recurra.matching.ExactKey;
import recurra.matching.TenantId;

/**
 * Where a follower is.
 *
 * @param token of the lease that is followed
 * @param position after what has been read; empty at the start
 */
public record FlightTrack(TenantId tenant, ExactKey key, long token, String position) {
    /** The same, further on. */
    public FlightTrack at(String next) {
        return new FlightTrack(tenant, key, token, next);
    }
}
