package recurra.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Locale;
import org.springframework.util.unit.DataSize;
import recurra.gateway.error.ClientGoneException;
import recurra.gateway.error.ErrorCode;
import recurra.gateway.error.GatewayException;

/** Reads the body of a request, as far as the limit. */
public final class RequestBody {
    private RequestBody() {}

    /**
     * The body as it came.
     *
     * @throws GatewayException when it is larger than the limit, whatever its length was said to
     *     be, or compressed
     */
    public static byte[] read(HttpServletRequest request, DataSize limit) {
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
            body =
                    request.getInputStream()
                            .readNBytes(length < 0 ? most + 1 : Math.toIntExact(length));
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
        if (body.length > most) {
            throw tooLarge(most);
        }
        return body;
    }

    private static GatewayException tooLarge(int most) {
        return new GatewayException(
                ErrorCode.REQUEST_TOO_LARGE,
                "The request body is larger than the limit of "
                        + most
                        + " bytes. Send a smaller request.");
    }
}
