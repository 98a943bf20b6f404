package recurra.gateway.join;

import org.jspecify.annotations.Nullable;

/**
 * A piece of an answer in flight.
 *
 * @param bytes as the provider sent them; not to be changed
 * @param data of the server-sent event; null where it has none, or is not one
 */
public record FlightPiece(
        @SuppressWarnings("ArrayRecordComponent") byte[] bytes, @Nullable String data) {
    /** Without content. */
    @Override
    public String toString() {
        return "FlightPiece[bytes=" + bytes.length + "]";
    }
}
