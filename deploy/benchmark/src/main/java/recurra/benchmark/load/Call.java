package recurra.benchmark.load;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A POST request to a port of this machine.
 *
 * @param headers beside the host and those that describe the body
 */
public record Call(int port, String path, Map<String, String> headers, String body) {
    public Call {
        headers = Map.copyOf(headers);
    }

    public static Call of(int port, String path, String body) {
        return new Call(port, path, Map.of(), body);
    }

    public Call with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Call(port, path, more, body);
    }

    /** The request as it goes over the wire. */
    byte[] bytes() {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(256);
        head.append("POST ").append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1:").append(port);
        head.append("\r\nContent-Type: application/json\r\nContent-Length: ")
                .append(content.length);
        headers.forEach(
                (name, value) -> head.append("\r\n").append(name).append(": ").append(value));
        byte[] start = head.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[start.length + content.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(content, 0, all, start.length, content.length);
        return all;
    }

    @Override
    public String toString() {
        return "Call[port=" + port + ", path=" + path + ", bytes=" + body.length() + "]";
    }
}
