package recurra.evaluation.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import recurra.evaluation.data.DataFile;
import recurra.evaluation.data.ToolPrompt;
import recurra.evaluation.encoding.Requests;
import recurra.evaluation.result.ScopeResult;
import recurra.matching.EntryId;
import recurra.matching.TenantId;
import recurra.matching.request.ChatRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The same prompt in other surroundings: other tools, system prompt, history, parameters or tenant
 * must lead to another entry at every tier; another order of members, streaming or the user's name
 * must not.
 */
final class ScopeRun {
    private static final TenantId TENANT = new TenantId("one");
    private static final TenantId OTHER_TENANT = new TenantId("other");

    private ScopeRun() {}

    static List<ScopeResult> run(DataFile<ToolPrompt> file) {
        Map<String, UnaryOperator<ObjectNode>> matters = new LinkedHashMap<>();
        matters.put("no tools", request -> without(request, "tools"));
        matters.put("one tool more", ScopeRun::withMoreTools);
        matters.put("another description of a tool", ScopeRun::withOtherDescription);
        matters.put(
                "tool choice",
                request -> {
                    request.put("tool_choice", "none");
                    return request;
                });
        matters.put("system prompt", request -> before(request, "system", "Answer in French."));
        matters.put("history", request -> before(request, "user", "We talked about this before."));
        matters.put(
                "temperature",
                request -> {
                    request.put("temperature", 0.7);
                    return request;
                });
        matters.put(
                "response format",
                request -> {
                    request.putObject("response_format").put("type", "json_object");
                    return request;
                });
        matters.put(
                "a field nobody knows",
                request -> {
                    request.put("x_unheard_of", 1);
                    return request;
                });
        Map<String, UnaryOperator<ObjectNode>> matterless = new LinkedHashMap<>();
        matterless.put("order of members", ScopeRun::reversed);
        matterless.put(
                "streaming",
                request -> {
                    request.put("stream", true);
                    return request;
                });
        matterless.put(
                "user",
                request -> {
                    request.put("user", "someone");
                    return request;
                });

        List<ScopeResult> results = new ArrayList<>();
        matters.forEach((name, change) -> results.add(trial(file, name, false, change)));
        results.add(otherTools(file));
        results.add(otherTenant(file));
        matterless.forEach((name, change) -> results.add(trial(file, name, true, change)));
        return results;
    }

    private static ScopeResult trial(
            DataFile<ToolPrompt> file,
            String name,
            boolean same,
            UnaryOperator<ObjectNode> change) {
        long hits = 0;
        for (ToolPrompt prompt : file.rows()) {
            ChatRequest stored = Requests.parse(request(prompt, prompt.functions()));
            ChatRequest asked = Requests.parse(change.apply(request(prompt, prompt.functions())));
            hits += isHit(stored, asked, same) ? 1 : 0;
        }
        long trials = file.rows().size();
        return new ScopeResult(file.name(), name, same, trials, hits, same ? trials - hits : hits);
    }

    /** Each prompt with the tools of another row, and rows of one prompt with their own tools. */
    private static ScopeResult otherTools(DataFile<ToolPrompt> file) {
        long hits = 0;
        long trials = 0;
        List<ToolPrompt> rows = file.rows();
        for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < rows.size(); j++) {
                ToolPrompt one = rows.get(i);
                ToolPrompt other = rows.get(j);
                boolean pairs = j == (i + 1) % rows.size() || one.prompt().equals(other.prompt());
                if (i != j && pairs && !one.functions().equals(other.functions())) {
                    trials++;
                    ChatRequest stored = Requests.parse(request(one, one.functions()));
                    ChatRequest asked = Requests.parse(request(one, other.functions()));
                    hits += isHit(stored, asked, false) ? 1 : 0;
                }
            }
        }
        return new ScopeResult(file.name(), "other tools", false, trials, hits, hits);
    }

    private static ScopeResult otherTenant(DataFile<ToolPrompt> file) {
        long hits = 0;
        for (ToolPrompt prompt : file.rows()) {
            ChatRequest request = Requests.parse(request(prompt, prompt.functions()));
            hits +=
                    EntryId.of(TENANT, request.exactKey())
                                    .equals(EntryId.of(OTHER_TENANT, request.exactKey()))
                            ? 1
                            : 0;
        }
        return new ScopeResult(file.name(), "tenant", false, file.rows().size(), hits, hits);
    }

    /** Whether a tier takes the two for one; where they are one, whether every key says so. */
    private static boolean isHit(ChatRequest stored, ChatRequest asked, boolean everyKey) {
        boolean exact = stored.exactKey().equals(asked.exactKey());
        boolean normalized =
                stored.normalizedKey()
                        .flatMap(key -> asked.normalizedKey().map(key::agreesWith))
                        .orElse(false);
        boolean scope = stored.scopeKey().equals(asked.scopeKey());
        return everyKey ? exact && scope : exact || normalized || scope;
    }

    private static ObjectNode request(ToolPrompt prompt, JsonNode functions) {
        ObjectNode request = Requests.of("");
        request.set("messages", prompt.messages().deepCopy());
        ArrayNode tools = request.putArray("tools");
        functions.forEach(function ->
                tools.addObject().put("type", "function").set("function", function.deepCopy()));
        return request;
    }

    private static ObjectNode without(ObjectNode request, String member) {
        request.remove(member);
        return request;
    }

    private static ObjectNode withMoreTools(ObjectNode request) {
        ObjectNode tool = request.withArray("tools").addObject();
        tool.put("type", "function").putObject("function").put("name", "one_more");
        return request;
    }

    private static ObjectNode withOtherDescription(ObjectNode request) {
        if (request.path("tools").path(0).path("function") instanceof ObjectNode function) {
            function.put("description", function.path("description").asString("") + " Now.");
        }
        return request;
    }

    private static ObjectNode before(ObjectNode request, String role, String content) {
        ObjectNode message = request.objectNode();
        message.put("role", role).put("content", content);
        request.withArray("messages").insert(0, message);
        return request;
    }

    private static ObjectNode reversed(ObjectNode request) {
        ObjectNode reversed = request.objectNode();
        List<String> names = new ArrayList<>(request.propertyNames());
        names.reversed().forEach(name -> reversed.set(name, request.get(name)));
        return reversed;
    }
}
