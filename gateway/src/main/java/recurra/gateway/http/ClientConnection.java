package recurra.gateway.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;

/**
 * The connection that a request came on, which can be asked whether the client is still there. For
 * the request's thread, and only when the whole body has been read.
 *
 * <p>Tomcat leaves a connection alone while its request is being answered, so that only a write
 * would show that the client has gone, and before the answer has begun there is nothing to write.
 * What does show it is a read that does not wait: it finds nothing where the client waits for its
 * answer, and the end of the connection where it has gone. Servlets have no such read; Tomcat's own
 * requests have.
 */
public final class ClientConnection {
    private static final String ATTRIBUTE = ClientConnection.class.getName();

    private final Request request;

    private ClientConnection(Request request) {
        this.request = request;
    }

    /** Notes the connection of each request. */
    public static final class Valve extends ValveBase {
        public Valve() {
            super(true);
        }

        @Override
        public void invoke(org.apache.catalina.connector.Request request, Response response)
                throws IOException, ServletException {
            request.setAttribute(ATTRIBUTE, request.getCoyoteRequest());
            CharacterBuffers.drop(request);
            getNext().invoke(request, response);
        }
    }

    /** The connection of a request that came through the valve. */
    static ClientConnection of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Request known) {
            return new ClientConnection(known);
        }
        throw new IllegalStateException("The request came without its connection");
    }

    /** Whether the client has hung up, or will at least send nothing any more. */
    boolean isGone() {
        // Tomcat says of a read that fails, or finds the end, that something has come. Where
        // something has, such as a next request sent early, it is still there afterwards.
        return hasCome(true) && !hasCome(false);
    }

    private boolean hasCome(boolean readsFirst) {
        request.action(ActionCode.AVAILABLE, readsFirst);
        return request.getAvailable() > 0;
    }
}
