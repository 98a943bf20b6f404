package recurra.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.function.LongConsumer;
import org.springframework.util.unit.DataSize;
import recurra.gateway.error.ClientGoneException;
import recurra.gateway.error.ErrorCode;
import recurra.gateway.error.GatewayException;

/** Reads the body of a request, as far as the limit. */
public final class RequestBody {
    /** What is read at a time of a body whose length nobody has said. */
    private static final int PIECE = 64 * 1024;

    private RequestBody() {}

    /**
     * The body as it came.
     *
     * @param room told how many bytes are about to be kept; may refuse them
     * @throws GatewayException when it is larger than the limit, whatever its length was said to
     *     be, or compressed
     */
    public static byte[] read(HttpServletRequest request, DataSize limit, LongConsumer room) {
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.toLowerCase(Locale.ROOT).equals("identity")) {
            throw GatewayException.about(
                    "content-encoding",
                    ErrorCode.UNSUPPORTED_ENCODING,
                    "Compressed request bodies are not read. Send the body without Content-Encoding.");
        }
        int most = Math.toIntExact(limit.toBytes());
        long length = request.getContentLengthLong();
        if (length > most) {
            throw tooLarge(most);
        }
        byte[] body;
        try {
            // Where the length is said, the server gives no more; else all up to the limit.
            InputStream in = request.getInputStream();
            if (length < 0) {
                body = readPieces(in, most, room);
            } else {
                room.accept(length);
                body = in.readNBytes(Math.toIntExact(length));
            }
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
        if (body.length > most) {
            throw tooLarge(most);
        }
        return body;
    }

    private static byte[] readPieces(InputStream in, int most, LongConsumer room)
            throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] piece = in.readNBytes(PIECE);
        while (piece.length > 0 && read.size() <= most) {
            room.accept(piece.length);
            read.writeBytes(piece);
            piece = in.readNBytes(PIECE);
        }
        return read.toByteArray();
    }

    private static GatewayException tooLarge(int most) {
        return new GatewayException(
                ErrorCode.REQUEST_TOO_LARGE,
                "The request body is larger than the limit of "
                        + most
                        + " bytes. Send a smaller request.");
    }
}
