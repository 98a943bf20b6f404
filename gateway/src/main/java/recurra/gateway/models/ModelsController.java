package recurra.gateway.models;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import recurra.gateway.credential.Authenticator;
import recurra.gateway.credential.Caller;
import recurra.gateway.error.ErrorCode;
import recurra.gateway.error.GatewayException;
import recurra.gateway.http.RequestIds;
import recurra.gateway.provider.PassedHeaders;
import recurra.gateway.provider.ProviderRegistry;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The models of all providers in one list. A provider that does not answer is left out; of models
 * with one name, the first provider's is shown, since that one answers. What only routes name comes
 * last.
 */
@RestController
class ModelsController {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Who a model belongs to that only routes know. */
    private static final String ROUTED = "recurra";

    private final Authenticator authenticator;
    private final ProviderRegistry providers;
    private final RequestIds requestIds;

    ModelsController(
            Authenticator authenticator, ProviderRegistry providers, RequestIds requestIds) {
        this.authenticator = authenticator;
        this.providers = providers;
        this.requestIds = requestIds;
    }

    /** OpenAI's list of models. */
    record ModelList(String object, Collection<ObjectNode> data) {}

    @GetMapping("/v1/models")
    ResponseEntity<ModelList> list(HttpServletRequest request, HttpServletResponse response) {
        return json(new ModelList("list", models(request, response).values()));
    }

    /**
     * @param id with a slash before it, and maybe in it
     */
    @GetMapping("/v1/models/{*id}")
    ResponseEntity<ObjectNode> get(
            @PathVariable String id, HttpServletRequest request, HttpServletResponse response) {
        ObjectNode model = models(request, response).get(id.substring(1));
        if (model == null) {
            throw GatewayException.about(
                    "model",
                    ErrorCode.MODEL_NOT_FOUND,
                    "There is no such model. GET /v1/models lists what there is.");
        }
        return json(model);
    }

    /** Whatever the client says that it accepts: there is nothing else. */
    private static <T> ResponseEntity<T> json(T body) {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(body);
    }

    private Map<String, ObjectNode> models(
            HttpServletRequest request, HttpServletResponse response) {
        response.setHeader(RequestIds.HEADER, requestIds.of(request.getHeader(RequestIds.HEADER)));
        Caller caller = authenticator.authenticate(request.getHeader("Authorization"));
        Map<String, String> headers = PassedHeaders.toProvider(request);
        Map<String, ObjectNode> models = new LinkedHashMap<>();
        for (ProviderRegistry.Listed listed : providers.all()) {
            for (ObjectNode model : describe(listed, headers, caller.authorization())) {
                models.putIfAbsent(model.path("id").asString(""), model);
            }
        }
        for (String name : providers.routedModels()) {
            models.putIfAbsent(name, described(name, ROUTED));
        }
        return models;
    }

    private static List<ObjectNode> describe(
            ProviderRegistry.Listed listed,
            Map<String, String> headers,
            @Nullable String authorization) {
        return listed.catalogue()
                .fetch(headers, authorization)
                .orElseGet(() ->
                        listed.provider().namedModels().stream()
                                .map(name -> described(name, listed.provider().name()))
                                .toList());
    }

    private static ObjectNode described(String model, String owner) {
        return JSON.createObjectNode()
                .put("id", model)
                .put("object", "model")
                .put("created", 0)
                .put("owned_by", owner);
    }
}
