package recurra.gateway.join;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A piece of an answer in flight. Of an event that is written as nearly all are only the data are
 * kept, from which its bytes are made again: there are many, and each would be in memory twice.
 * Immutable.
 */
public final class FlightPiece {
    private final byte @Nullable [] raw;
    private final @Nullable String data;
    private final int size;

    /**
     * @param bytes as the provider sent them; not to be changed
     * @param data of the server-sent event; null where it has none, or is not one
     */
    public FlightPiece(byte[] bytes, @Nullable String data) {
        this.raw = data != null && Arrays.equals(bytes, event(data)) ? null : bytes;
        this.data = data;
        this.size = bytes.length;
    }

    private static byte[] event(String data) {
        return ("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The bytes as the provider sent them; not to be changed. */
    public byte[] bytes() {
        return raw != null ? raw : event(String.valueOf(data));
    }

    /** The data of the server-sent event; null where it has none, or is not one. */
    public @Nullable String data() {
        return data;
    }

    /** How many bytes there are. */
    int size() {
        return size;
    }

    /** Without content. */
    @Override
    public String toString() {
        return "FlightPiece[bytes=" + size + "]";
    }
}
