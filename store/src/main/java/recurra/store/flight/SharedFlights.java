package recurra.store.flight;

import java.time.Duration;
import java.util.List;
import recurra.matching.ExactKey;
import recurra.matching.TenantId;
import recurra.store.StoreUnavailableException;

/**
 * Answers in flight that several gateways share. One gateway leads: it asks the provider and writes
 * what comes; the others follow. It leads by a lease, which ends by itself when it is not renewed;
 * each lease has a greater token than the one before, and whoever has lost its lease can write no
 * more.
 *
 * <p>Safe for threads. Every call ends within a deadline, or with {@link
 * StoreUnavailableException}.
 */
public interface SharedFlights extends AutoCloseable {
    /** Whether no other gateway was there a moment ago: then nobody could follow. */
    boolean isAlone();

    /**
     * Takes the lead where nobody has it, else says whom to follow.
     *
     * @param age how long ago the answer was looked for: a flight that has ended since is followed
     */
    FlightRole enter(TenantId tenant, ExactKey key, Duration age);

    /**
     * Writes more of the answer and renews the lease.
     *
     * @param entries none to renew only
     */
    LeaseState append(FlightLease lease, List<byte[]> entries);

    /**
     * Writes the last of the answer and gives up the lease.
     *
     * @param kept whether the answer is where answers are kept, so that a gateway that looked for
     *     it there a moment too early may follow what has ended
     */
    LeaseState finish(FlightLease lease, List<byte[]> entries, boolean kept);

    /** Gives up the lease in the middle of the answer; another gateway may take it at once. */
    void release(FlightLease lease);

    /** What has been written since the follower last asked. */
    FlightUpdate follow(FlightTrack track);

    /** The longest that a gateway leads without renewing its lease. */
    Duration lease();

    @Override
    void close();
}
