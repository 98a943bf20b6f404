package recurra.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the simulator tells about itself, and how it is told to fail. */
final class ControlEndpoints implements HttpHandler {

    private final CallLog log;
    private final ArmedBehaviors armed;

    ControlEndpoints(CallLog log, ArmedBehaviors armed) {
        this.log = log;
        this.armed = armed;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply.Whole reply;
            try {
                reply = reply(Endpoints.receive(exchange));
            } catch (ApiException e) {
                reply = Reply.error(e.error());
            }
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(reply.status(), reply.body().length);
            exchange.getResponseBody().write(reply.body());
        }
    }

    private Reply.Whole reply(ReceivedRequest request) {
        ObjectNode body =
                switch (request.method() + " " + request.path()) {
                    case "GET /healthz" -> Json.object().put("status", "UP");
                    case "GET /stats" -> stats();
                    case "GET /requests" -> requests();
                    case "POST /stats/reset" -> {
                        armed.clear();
                        log.reset();
                        yield stats();
                    }
                    case "POST /control/faults" -> arm(Endpoints.json(request));
                    case "DELETE /control/faults" -> {
                        armed.clear();
                        yield stats();
                    }
                    default ->
                            throw new ApiException(
                                    ApiError.notFound(
                                            "Not found. The simulator has GET /healthz, /stats, /requests, POST /stats/reset, POST and DELETE /control/faults, and OpenAI's endpoints under /v1/.",
                                            "unknown_url"));
                };
        return Reply.Whole.json(200, body, 1);
    }

    private ObjectNode arm(JsonNode body) {
        JsonNode simulate = body.path("simulate");
        JsonNode times = body.path("times");
        if (!simulate.isString() || !(times.isMissingNode() || times.canConvertToInt())) {
            throw RequestBody.invalid(
                    "Expected a body such as {\"simulate\": \"error=500\", \"times\": 3}.",
                    "simulate",
                    "invalid_type");
        }
        try {
            armed.arm(Behavior.parse(simulate.stringValue()), times.asInt(1));
        } catch (IllegalArgumentException e) {
            throw RequestBody.invalid(String.valueOf(e.getMessage()), "simulate", "invalid_value");
        }
        return stats();
    }

    private ObjectNode stats() {
        SimulatorStats stats = log.stats(armed.remaining());
        ObjectNode body = Json.object().put("calls", stats.calls());
        putAll(body.putObject("by_path"), stats.byPath());
        putAll(body.putObject("by_status"), stats.byStatus());
        body.put("streams_started", stats.streamsStarted())
                .put("streams_finished", stats.streamsFinished())
                .put("streams_aborted", stats.streamsAborted())
                .put("streams_broken", stats.streamsBroken())
                .put("concurrent_now", stats.concurrentNow())
                .put("concurrent_max", stats.concurrentMax())
                .put("connections", stats.connections())
                .put("armed_behaviors", stats.armedBehaviors());
        putAll(body.putObject("by_body"), stats.byBody());
        return body.put("bodies_not_counted", stats.bodiesNotCounted());
    }

    private static void putAll(ObjectNode node, Map<?, Long> counts) {
        counts.forEach((key, count) -> node.put(key.toString(), count));
    }

    private ObjectNode requests() {
        ObjectNode body = Json.object();
        ArrayNode requests = body.putArray("requests");
        for (ReceivedRequest request : log.requests()) {
            ObjectNode node =
                    requests.addObject()
                            .put("received_at", request.receivedAt().toString())
                            .put("method", request.method())
                            .put("path", request.path());
            ObjectNode headers = node.putObject("headers");
            request.headers()
                    .forEach((name, values) -> {
                        ArrayNode array = headers.putArray(name);
                        values.forEach(array::add);
                    });
            node.put("body", request.text());
            node.put("body_sha256", Digest.of(request.body()).hex());
        }
        return body;
    }
}
