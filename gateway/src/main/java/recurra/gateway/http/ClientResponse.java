package recurra.gateway.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.OptionalLong;
import recurra.gateway.error.ClientGoneException;

/** The response to a client: what fails here is the client's going, and nothing of a provider's. */
public final class ClientResponse {
    private final HttpServletResponse response;
    private OptionalLong firstByteNanos = OptionalLong.empty();

    public ClientResponse(HttpServletResponse response) {
        this.response = response;
    }

    public void status(int status) {
        response.setStatus(status);
    }

    public void header(String name, String value) {
        response.setHeader(name, value);
    }

    /** The response itself, for those who set several headers. */
    public HttpServletResponse servlet() {
        return response;
    }

    /**
     * Writes a whole body.
     *
     * @throws ClientGoneException when the client is gone
     */
    public void body(byte[] body, String contentType) {
        response.setContentType(contentType);
        response.setContentLength(body.length);
        write(body);
        flush();
    }

    /**
     * Writes a part of a body.
     *
     * @throws ClientGoneException when the client is gone
     */
    public void write(byte[] part) {
        if (firstByteNanos.isEmpty()) {
            firstByteNanos = OptionalLong.of(System.nanoTime());
        }
        try {
            response.getOutputStream().write(part);
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    /**
     * Sends what was written.
     *
     * @throws ClientGoneException when the client is gone
     */
    public void flush() {
        try {
            response.flushBuffer();
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    /**
     * Sends what was written and ends the response, in one piece.
     *
     * @throws ClientGoneException when the client is gone
     */
    public void end() {
        try {
            response.getOutputStream().close();
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    /** When the first byte of the body was written, on {@link System#nanoTime}'s clock. */
    public OptionalLong firstByteNanos() {
        return firstByteNanos;
    }
}
