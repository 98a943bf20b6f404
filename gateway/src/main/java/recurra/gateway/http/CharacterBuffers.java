package recurra.gateway.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.CharBuffer;
import org.apache.catalina.connector.InputBuffer;
import org.apache.catalina.connector.Request;

/**
 * Takes from Tomcat's requests the 16 KB that each keeps for being read as characters. Nobody here
 * does that, and whoever did would get a buffer that grows.
 *
 * <p>Tomcat has no setting for it. Where a newer Tomcat has no such field any more, this class
 * cannot be loaded, and the gateway does not start.
 */
final class CharacterBuffers {
    private static final int SIZE = 64;
    private static final VarHandle INPUT;
    private static final VarHandle CHARACTERS;

    static {
        try {
            MethodHandles.Lookup own = MethodHandles.lookup();
            INPUT =
                    MethodHandles.privateLookupIn(Request.class, own)
                            .findVarHandle(Request.class, "inputBuffer", InputBuffer.class);
            CHARACTERS =
                    MethodHandles.privateLookupIn(InputBuffer.class, own)
                            .findVarHandle(InputBuffer.class, "cb", CharBuffer.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private CharacterBuffers() {}

    /** Drops the buffer of a request that has just come. */
    static void drop(Request request) {
        InputBuffer input = (InputBuffer) INPUT.get(request);
        if (((CharBuffer) CHARACTERS.get(input)).capacity() > SIZE) {
            CHARACTERS.set(input, CharBuffer.allocate(SIZE).limit(0));
        }
    }
}
