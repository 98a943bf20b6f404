package recurra.store.flight;

import java.util.List;

/**
 * What a follower finds.
 *
 * @param entries what was written
 * @param track where it goes on
 * @param led whether the lease that is followed is still held
 */
public record FlightUpdate(List<byte[]> entries, FlightTrack track, boolean led) {
    public FlightUpdate {
        entries = List.copyOf(entries);
    }

    /** Without content. */
    @Override
    public String toString() {
        return "FlightUpdate[entries=" + entries.size() + ", led=" + led + "]";
    }
}
