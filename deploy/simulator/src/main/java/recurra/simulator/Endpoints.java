package recurra.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI's endpoints under {@code /v1/}, and the simulator's own beside them. */
final class Endpoints implements HttpHandler {

    static final String CHAT_COMPLETIONS = "/v1/chat/completions";
    static final String EMBEDDINGS = "/v1/embeddings";
    static final String MODELS = "/v1/models";

    static final int MAX_BODY_BYTES = 20 << 20;
    static final int MAX_CONCURRENT_CALLS = 4_096;

    private static final String V1 = "/v1/";

    private static final Logger LOGGER = LoggerFactory.getLogger(Endpoints.class);

    private final SimulatorOptions options;
    private final Models models;
    private final Cassettes cassettes;
    private final CallLog log;
    private final ArmedBehaviors armed;
    private final ControlEndpoints control;
    private final Semaphore callPermits = new Semaphore(MAX_CONCURRENT_CALLS);
    private final AtomicLong serialNumbers = new AtomicLong();

    Endpoints(SimulatorOptions options, Cassettes cassettes, CallLog log, ArmedBehaviors armed) {
        this.options = options;
        this.models = Models.of(options.models(), cassettes.models());
        this.cassettes = cassettes;
        this.log = log;
        this.armed = armed;
        this.control = new ControlEndpoints(log, armed);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().getPath().startsWith(V1)) {
            handleCall(exchange);
        } else {
            control.handle(exchange);
        }
    }

    private void handleCall(HttpExchange exchange) throws IOException {
        log.callBegins(
                countedPath(exchange.getRequestURI().getPath()),
                exchange.getRemoteAddress().getPort());
        boolean permitted = callPermits.tryAcquire();
        try {
            Behavior behavior = Behavior.ORDINARY;
            Reply reply;
            try {
                if (!permitted) {
                    throw new ApiException(ApiError.overloaded(MAX_CONCURRENT_CALLS));
                }
                ReceivedRequest request = receive(exchange);
                log.received(request);
                authorize(request);
                JsonNode body = json(request);
                behavior = behavior(request, body);
                reply = reply(request, body, behavior);
            } catch (ApiException e) {
                reply = Reply.error(e.error());
            } catch (RuntimeException e) {
                LOGGER.atError().setCause(e).log("The simulator could not make an answer");
                reply = Reply.error(ApiError.internal("The simulator failed; see its log."));
            }
            exchange.getResponseHeaders().set("openai-version", "2020-10-01");
            exchange.getResponseHeaders()
                    .set("x-request-id", "req_" + serialNumbers.incrementAndGet());
            new ReplyWriter(exchange, log, behavior, options).send(reply);
            // Not in a finally: closing would end the body of a call that is to be cut off.
            exchange.close();
        } finally {
            if (permitted) {
                callPermits.release();
            }
            log.callEnds();
        }
    }

    private static String countedPath(String path) {
        return switch (path) {
            case CHAT_COMPLETIONS, EMBEDDINGS, MODELS -> path;
            default -> "other";
        };
    }

    /** Reads a request within {@link #MAX_BODY_BYTES}. */
    static ReceivedRequest receive(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            throw new ApiException(ApiError.tooLarge(MAX_BODY_BYTES));
        }
        Map<String, List<String>> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) ->
                        headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        return new ReceivedRequest(
                Instant.now(),
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                headers,
                body);
    }

    private void authorize(ReceivedRequest request) {
        Optional<String> key = options.apiKey();
        if (key.isEmpty()) {
            return;
        }
        String given = request.header("authorization").orElse("");
        if (given.isEmpty()) {
            throw new ApiException(
                    ApiError.unauthorized(
                            "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
                            null));
        }
        if (!MessageDigest.isEqual(utf8("Bearer " + key.get()), utf8(given))) {
            throw new ApiException(
                    ApiError.unauthorized("Incorrect API key provided.", "invalid_api_key"));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The body's JSON; a missing node for an empty body. */
    static JsonNode json(ReceivedRequest request) {
        if (request.body().length == 0) {
            return Json.object().missingNode();
        }
        try {
            return Json.parse(request.body());
        } catch (JacksonException e) {
            throw new ApiException(
                    ApiError.badRequest(
                            "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library correctly. The API expects a JSON payload, but what was sent was not valid JSON.)",
                            null,
                            null));
        }
    }

    private Behavior behavior(ReceivedRequest request, JsonNode body) {
        JsonNode own = body.path("metadata").path("simulate");
        if (own.isString()) {
            try {
                return Behavior.parse(own.stringValue());
            } catch (IllegalArgumentException e) {
                throw RequestBody.invalid(
                        String.valueOf(e.getMessage()), "metadata.simulate", "invalid_value");
            }
        }
        return request.method().equals("POST")
                ? armed.next().orElse(Behavior.ORDINARY)
                : Behavior.ORDINARY;
    }

    private Reply reply(ReceivedRequest request, JsonNode body, Behavior behavior) {
        if (behavior.error() != null) {
            return Reply.error(ApiError.simulated(behavior.error(), behavior.retryAfter()));
        }
        Optional<Reply> recorded = cassettes.find(request.method(), request.path(), body);
        if (recorded.isPresent()) {
            return recorded.get();
        }
        if (options.cassettesOnly()) {
            throw new ApiException(
                    ApiError.notFound("No cassette holds this request.", "no_such_cassette"));
        }
        return switch (request.path()) {
            case CHAT_COMPLETIONS -> completion(posted(request, body), behavior);
            case EMBEDDINGS -> Embeddings.answer(posted(request, body), models);
            case MODELS -> {
                if (!request.method().equals("HEAD")) {
                    requireMethod("GET", request);
                }
                yield Reply.Whole.json(200, models.list(), 1);
            }
            default -> other(request);
        };
    }

    private Reply completion(ObjectNode body, Behavior behavior) {
        ChatRequest request = ChatRequest.parse(body);
        models.requireKnown(request.model());
        ChatAnswer answer = ChatAnswer.to(request, behavior);
        String id =
                "chatcmpl-%s-%d"
                        .formatted(request.digest().shortHex(20), serialNumbers.incrementAndGet());
        ChatWriter writer = new ChatWriter(answer, id, Instant.now().getEpochSecond());
        return request.stream()
                ? new Reply.Events(
                        200,
                        Map.of("content-type", Reply.Events.CONTENT_TYPE + "; charset=utf-8"),
                        writer.stream())
                : Reply.Whole.json(200, writer.completion(), answer.completionTokens());
    }

    private Reply other(ReceivedRequest request) {
        if (request.path().startsWith(MODELS + "/")) {
            requireMethod("GET", request);
            String model = request.path().substring(MODELS.length() + 1);
            models.requireKnown(model);
            return Reply.Whole.json(200, models.describe(model), 1);
        }
        throw new ApiException(
                ApiError.notFound(
                        "Unknown request URL: %s %s. Please check the URL for typos."
                                .formatted(request.method(), request.path()),
                        "unknown_url"));
    }

    private static ObjectNode posted(ReceivedRequest request, JsonNode body) {
        requireMethod("POST", request);
        if (body instanceof ObjectNode object) {
            return object;
        }
        throw new ApiException(
                ApiError.badRequest("The request body must be a JSON object.", null, null));
    }

    private static void requireMethod(String method, ReceivedRequest request) {
        if (!request.method().equals(method)) {
            throw new ApiException(ApiError.methodNotAllowed(request.method(), request.path()));
        }
    }
}
