package recurra.gateway.provider;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/** JSON that is sent once: with another kind of body the client repeats some calls by itself. */
final class JsonBody extends RequestBody {
    private static final MediaType TYPE = MediaType.get("application/json");

    private final byte[] bytes;

    JsonBody(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public MediaType contentType() {
        return TYPE;
    }

    @Override
    public long contentLength() {
        return bytes.length;
    }

    @Override
    public boolean isOneShot() {
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        sink.write(bytes);
    }
}
