package recurra.benchmark.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection to a server of this machine: HTTP/1.1, kept alive, opened again when the
 * server has closed it. Not for several threads.
 */
public final class HttpConnection implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int END = 16;
    private static final int MAX_HEAD = 64 * 1024;

    private final Duration patience;
    private final byte[] buffer = new byte[32 * 1024];
    private final byte[] end = new byte[END];
    private @Nullable Socket socket;
    private int port;
    private int position;
    private int limit;
    private int endLength;
    private long bytes;
    private long firstByte;
    private boolean answered;

    /**
     * @param patience the longest wait for a byte
     */
    public HttpConnection(Duration patience) {
        this.patience = patience;
    }

    /**
     * Sends a request and reads the reply.
     *
     * @throws IOException when there is none; the next request has a new connection
     */
    public Reply send(Call call) throws IOException {
        return send(call.port(), call.bytes());
    }

    Reply send(int port, byte[] request) throws IOException {
        boolean kept = socket != null && this.port == port;
        try {
            return exchange(port, request);
        } catch (IOException e) {
            close();
            // A server may close an idle connection at the moment in which it is used again.
            if (kept && !answered) {
                return exchangeOrClose(port, request);
            }
            throw e;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private Reply exchangeOrClose(int port, byte[] request) throws IOException {
        try {
            return exchange(port, request);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private Reply exchange(int port, byte[] request) throws IOException {
        answered = false;
        Socket open = connected(port);
        open.getOutputStream().write(request);
        bytes = 0;
        endLength = 0;
        firstByte = 0;
        InputStream in = open.getInputStream();
        String head = head(in);
        String lower = head.toLowerCase(Locale.ROOT);
        int status = Integer.parseInt(head.substring(9, 12));
        if (lower.contains("\r\ntransfer-encoding: chunked")) {
            chunks(in);
        } else {
            int at = lower.indexOf("\r\ncontent-length:");
            if (at < 0) {
                throw new ProtocolException("The reply does not say how long it is");
            }
            int from = at + "\r\ncontent-length:".length();
            body(in, Long.parseLong(lower.substring(from, lower.indexOf('\r', from)).strip()));
        }
        long last = System.nanoTime();
        if (lower.contains("\r\nconnection: close")) {
            close();
        }
        return new Reply(
                status,
                head,
                firstByte == 0 ? last : firstByte,
                last,
                bytes,
                new String(end, 0, endLength, StandardCharsets.ISO_8859_1));
    }

    private Socket connected(int wanted) throws IOException {
        if (socket != null && port == wanted) {
            return socket;
        }
        close();
        Socket opened = new Socket();
        opened.setTcpNoDelay(true);
        opened.setSoTimeout(Math.toIntExact(patience.toMillis()));
        opened.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted),
                Math.toIntExact(CONNECT.toMillis()));
        socket = opened;
        port = wanted;
        position = 0;
        limit = 0;
        return opened;
    }

    private String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder(1024);
        int matched = 0;
        while (matched < 4) {
            int next = next(in);
            head.append((char) next);
            matched = next == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : next == '\r' ? 1 : 0;
            if (head.length() > MAX_HEAD) {
                throw new ProtocolException("The reply's head is too long");
            }
        }
        return head.toString();
    }

    private void chunks(InputStream in) throws IOException {
        while (true) {
            int size = Integer.parseInt(line(in), 16);
            body(in, size);
            line(in);
            if (size == 0) {
                return;
            }
        }
    }

    private String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(16);
        for (int next = next(in); next != '\n'; next = next(in)) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private void body(InputStream in, long length) throws IOException {
        long left = length;
        while (left > 0) {
            fill(in);
            if (firstByte == 0) {
                firstByte = System.nanoTime();
            }
            int piece = (int) Math.min(left, limit - position);
            keepEnd(piece);
            position += piece;
            bytes += piece;
            left -= piece;
        }
    }

    private void keepEnd(int piece) {
        int taken = Math.min(piece, END);
        int kept = Math.min(endLength, END - taken);
        System.arraycopy(end, endLength - kept, end, 0, kept);
        System.arraycopy(buffer, position + piece - taken, end, kept, taken);
        endLength = kept + taken;
    }

    private int next(InputStream in) throws IOException {
        fill(in);
        return buffer[position++];
    }

    private void fill(InputStream in) throws IOException {
        if (position == limit) {
            int read = in.read(buffer);
            if (read < 0) {
                throw new EOFException("The server closed the connection");
            }
            answered = true;
            position = 0;
            limit = read;
        }
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
