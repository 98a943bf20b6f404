package recurra.gateway.join;

import java.util.Optional;
import recurra.gateway.error.GatewayException;
import recurra.store.answer.RecordedAnswer;

/** How an answer in flight ended. */
public sealed interface FlightEnd {
    FlightCost cost();

    /**
     * The provider has said all that it had to say.
     *
     * @param closing what ends the stream, {@code [DONE]} as the provider wrote it; empty where it
     *     wrote none
     * @param answer to be given in another form; empty where it cannot be
     * @param kept whether it was handed over to be kept
     */
    record Landed(
            Optional<FlightPiece> closing,
            Optional<RecordedAnswer> answer,
            boolean kept,
            FlightCost cost)
            implements FlightEnd {}

    /**
     * It broke off.
     *
     * @param told whether the last piece is the provider's own word of it, in OpenAI's shape
     */
    record Failed(GatewayException error, boolean told, FlightCost cost) implements FlightEnd {
        public Failed(GatewayException error) {
            this(error, false, FlightCost.UNKNOWN);
        }
    }
}
