package recurra.gateway.http;

import org.apache.coyote.http11.Http11NioProtocol;

/**
 * HTTP with small buffers. Tomcat gives each connection some hundred kilobytes, which are of use to
 * a page of HTML for a moment, and which a stream holds for as long as it lasts. An answer larger
 * than a buffer goes past it, so that small ones cost nothing but the memory that they take.
 *
 * <p>Tomcat makes it, by its name.
 */
public final class ClientProtocol extends Http11NioProtocol {
    /** Of a response, in bytes and once more in characters, which nobody writes. */
    private static final int RESPONSE_BUFFER = 512;

    /** Of what comes at a time; the buffer of a request's head is longer by as much. */
    private static final String READ_BUFFER = "2048";

    /** Of what goes at a time. */
    private static final String WRITE_BUFFER = "4096";

    /** Of the fields after a body, which nobody reads. */
    private static final int TRAILERS = 512;

    public ClientProtocol() {
        setProperty("socket.appReadBufSize", READ_BUFFER);
        setProperty("socket.appWriteBufSize", WRITE_BUFFER);
        // Outside the heap, where the system copies from: else each read and write copies once
        // more.
        setProperty("socket.directBuffer", "true");
        setMaxTrailerSize(TRAILERS);
    }

    @Override
    public int getDesiredBufferSize() {
        return RESPONSE_BUFFER;
    }
}
