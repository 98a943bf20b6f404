package recurra.gateway.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.util.OptionalLong;
import recurra.gateway.error.ClientGoneException;

/** The response to a client: what fails here is the client's going, and nothing of a provider's. */
public final class ClientResponse {
    private final HttpServletResponse response;
    private final ClientConnection connection;
    private OptionalLong firstByteNanos = OptionalLong.empty();

    public ClientResponse(HttpServletRequest request, HttpServletResponse response) {
        this.response = response;
        this.connection = ClientConnection.of(request);
    }

    /**
     * Makes sure that there is still somebody to wait for the answer.
     *
     * @throws ClientGoneException when the client is gone
     */
    public void ensureAwaited() {
        if (connection.isGone()) {
            throw new ClientGoneException(new EOFException());
        }
    }

    public void status(int status) {
        response.setStatus(status);
    }

    public void header(String name, String value) {
        response.setHeader(name, value);
    }

    /** Takes a header back. */
    public void remove(String name) {
        // What Servlet 6.1 says of null, which the annotations of older ones do not.
        response.setHeader(name, null);
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
