package recurra.admin.replay;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import recurra.admin.error.AdminException;
import recurra.admin.error.ErrorCode;
import recurra.config.Secret;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Hands requests about rebuilds to the indexer, and its answers back. */
public final class IndexerClient implements AutoCloseable {
    private static final long MAX_ANSWER_BYTES = 1 << 20;

    private final URI replay;
    private final Secret adminToken;
    private final Duration deadline;
    private final JsonMapper json;
    private final HttpClient client;

    /**
     * @param indexer where the indexer listens
     * @param adminToken what the indexer lets in; empty for none
     * @param deadline how long it may take to answer
     */
    public IndexerClient(URI indexer, Secret adminToken, Duration deadline, JsonMapper json) {
        replay = URI.create(indexer + "/replay");
        this.adminToken = adminToken;
        this.deadline = deadline;
        this.json = json;
        client = HttpClient.newBuilder().connectTimeout(deadline).build();
    }

    ResponseEntity<JsonNode> start() {
        return send(HttpRequest.newBuilder(replay).POST(HttpRequest.BodyPublishers.noBody()));
    }

    ResponseEntity<JsonNode> progress() {
        return send(HttpRequest.newBuilder(replay).GET());
    }

    ResponseEntity<JsonNode> cancel() {
        return send(
                HttpRequest.newBuilder(URI.create(replay + "/cancel"))
                        .POST(HttpRequest.BodyPublishers.noBody()));
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private ResponseEntity<JsonNode> send(HttpRequest.Builder request) {
        if (!adminToken.isEmpty()) {
            request.header(HttpHeaders.AUTHORIZATION, "Bearer " + adminToken.reveal());
        }
        try {
            HttpResponse<byte[]> response =
                    client.send(
                            request.timeout(deadline).build(),
                            HttpResponse.BodyHandlers.limiting(
                                    HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
            JsonNode body = json.readTree(response.body());
            return switch (response.statusCode()) {
                case 200, 202 -> ResponseEntity.status(response.statusCode()).body(body);
                case 401, 403 ->
                        throw new AdminException(
                                ErrorCode.INDEXER_UNAVAILABLE,
                                "The indexer does not let the admin API in. Start both with the same RECURRA_ADMIN_TOKEN, or both on one machine without.");
                case 409 -> throw new AdminException(ErrorCode.REPLAY_RUNNING, message(body));
                default -> throw new AdminException(ErrorCode.INDEXER_UNAVAILABLE, message(body));
            };
        } catch (IOException | JacksonException e) {
            throw new AdminException(
                    ErrorCode.INDEXER_UNAVAILABLE,
                    "The indexer does not answer. See that it runs and that recurra.indexer.url (RECURRA_INDEXER_URL) is right, then try again.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AdminException(ErrorCode.INTERNAL, "The admin API is stopping.", e);
        }
    }

    private static String message(JsonNode body) {
        return body.at("/error/message").asString("The indexer gives no reason; its log has it.");
    }
}
