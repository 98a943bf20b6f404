package recurra.store.flight;

/** What a gateway does about an answer. */
public sealed interface FlightRole {
    /** It asks the provider. */
    record Leads(FlightLease lease) implements FlightRole {}

    /** It follows one that does. */
    record Follows(FlightTrack track) implements FlightRole {}
}
