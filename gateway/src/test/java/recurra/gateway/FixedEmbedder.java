package recurra.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import recurra.matching.template.PromptFeatures;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An embedder for which all texts have the same vector, so that only the matcher decides. */
final class FixedEmbedder implements AutoCloseable {
    static final String MODEL = "fixed";
    static final String VERSION = "1";
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int DIMENSIONS = 384;

    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<String> questions = new CopyOnWriteArrayList<>();
    private final List<String> patience = new CopyOnWriteArrayList<>();
    private volatile boolean hanging;

    FixedEmbedder() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(executor);
        server.createContext("/", this::answer);
        server.start();
    }

    static float[] vector() {
        float[] vector = new float[DIMENSIONS];
        vector[0] = 1;
        return vector;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What was asked, in its order. */
    List<String> questions() {
        return questions;
    }

    /** How many milliseconds each of the askers said to wait. */
    List<String> patience() {
        return patience;
    }

    /** From now on nothing is answered. */
    void hang() {
        hanging = true;
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (hanging) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        String question = JSON.readTree(exchange.getRequestBody()).path("input").asString("");
        patience.add(exchange.getRequestHeaders().getFirst("x-recurra-patience-ms"));
        questions.add(question);
        ByteBuffer bytes =
                ByteBuffer.allocate(DIMENSIONS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector());
        ObjectNode json = JSON.createObjectNode();
        json.put("embedding_model", MODEL).put("embedding_version", VERSION);
        json.put("features_version", PromptFeatures.VERSION);
        json.putArray("data")
                .addObject()
                .put("index", 0)
                .put("embedding", Base64.getEncoder().encodeToString(bytes.array()))
                .put("features", PromptFeatures.of(question).toJson());
        byte[] body = JSON.writeValueAsBytes(json);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        executor.shutdownNow();
    }
}
