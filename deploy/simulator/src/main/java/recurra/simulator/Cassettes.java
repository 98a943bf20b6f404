package recurra.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Recorded traffic: the {@code *.yaml} files of a folder in version 2 of go-vcr's format.
 *
 * <p>A request plays the interaction with the same method, the same path and the same JSON,
 * whatever the order of its properties; when none has the same {@code stream_options}, one that is
 * equal without them. Of equal interactions the first counts, files in order of their names.
 */
final class Cassettes {

    private static final int MAX_FILES = 10_000;
    private static final int MAX_FILE_CODE_POINTS = 32 << 20;

    private static final int NOT_FOUND = 404;

    private static final String STREAM_OPTIONS = "stream_options";

    private final Map<Key, Reply> exact = new HashMap<>();
    private final Map<Key, Reply> withoutStreamOptions = new HashMap<>();
    private final Set<String> models = new HashSet<>();

    private record Key(String method, String path, String body) {}

    private Cassettes() {}

    static Cassettes none() {
        return new Cassettes();
    }

    /**
     * Reads a folder.
     *
     * @throws UncheckedIOException when it cannot be read
     * @throws IllegalArgumentException when a file is no cassette, with its name
     */
    static Cassettes read(Path folder) {
        Cassettes cassettes = new Cassettes();
        for (Path file : files(folder)) {
            try {
                cassettes.add(file);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read cassette " + file, e);
            } catch (YamlEngineException | ClassCastException | IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "%s is not a cassette of version 2: %s".formatted(file, e.getMessage()), e);
            }
        }
        return cassettes;
    }

    /**
     * The recorded answer to a request.
     *
     * @param body its JSON; a missing node when it has none
     */
    Optional<Reply> find(String method, String path, JsonNode body) {
        Reply reply = exact.get(new Key(method, path, Json.writeSorted(body)));
        return Optional.ofNullable(
                reply != null
                        ? reply
                        : withoutStreamOptions.get(
                                new Key(method, path, writeWithoutStreamOptions(body))));
    }

    /**
     * The models that existed when the traffic was recorded: those of all requests but the ones not
     * found.
     */
    Set<String> models() {
        return Set.copyOf(models);
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> files =
                    entries.filter(file -> file.toString().endsWith(".yaml"))
                            .sorted()
                            .limit(MAX_FILES + 1L)
                            .toList();
            if (files.isEmpty() || files.size() > MAX_FILES) {
                throw new IllegalArgumentException(
                        "%s must hold 1 to %d cassettes (*.yaml)".formatted(folder, MAX_FILES));
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the cassettes in " + folder, e);
        }
    }

    private void add(Path file) throws IOException {
        LoadSettings settings =
                LoadSettings.builder().setCodePointLimit(MAX_FILE_CODE_POINTS).build();
        try (InputStream yaml = Files.newInputStream(file)) {
            Map<?, ?> cassette = (Map<?, ?>) new Load(settings).loadFromInputStream(yaml);
            if (!Integer.valueOf(2).equals(cassette.get("version"))) {
                throw new IllegalArgumentException("its version is " + cassette.get("version"));
            }
            for (Object interaction : (List<?>) required(cassette, "interactions")) {
                add((Map<?, ?>) interaction);
            }
        }
    }

    private void add(Map<?, ?> interaction) {
        Map<?, ?> request = (Map<?, ?>) required(interaction, "request");
        Map<?, ?> response = (Map<?, ?>) required(interaction, "response");
        String method = (String) required(request, "method");
        String path = URI.create((String) required(request, "url")).getPath();
        JsonNode body = json(request.get("body"));
        Reply reply = reply(response);
        if (reply.status() != NOT_FOUND && body.path("model").isString()) {
            models.add(body.path("model").stringValue());
        }
        exact.putIfAbsent(new Key(method, path, Json.writeSorted(body)), reply);
        withoutStreamOptions.putIfAbsent(
                new Key(method, path, writeWithoutStreamOptions(body)), reply);
    }

    private static JsonNode json(@Nullable Object body) {
        String text = body instanceof String string ? string : "";
        if (text.isEmpty()) {
            return Json.object().missingNode();
        }
        try {
            return Json.parse(text);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("a request's body is not JSON", e);
        }
    }

    private static Reply reply(Map<?, ?> response) {
        int status = (Integer) required(response, "code");
        String body = (String) required(response, "body");
        Map<String, String> headers = headers((Map<?, ?>) required(response, "headers"));
        return headers.getOrDefault("content-type", "").startsWith(Reply.Events.CONTENT_TYPE)
                ? new Reply.Events(status, headers, Reply.Events.split(body))
                : new Reply.Whole(status, headers, body.getBytes(StandardCharsets.UTF_8), 1);
    }

    /** The content type and the headers of OpenAI's own; the rest is about another connection. */
    private static Map<String, String> headers(Map<?, ?> recorded) {
        Map<String, String> headers = new HashMap<>();
        recorded.forEach((key, values) -> {
            String name = ((String) key).toLowerCase(Locale.ROOT);
            if (name.equals("content-type")
                    || name.equals("retry-after")
                    || name.equals("x-request-id")
                    || name.startsWith("x-ratelimit-")
                    || name.startsWith("openai-")) {
                headers.put(name, (String) ((List<?>) values).getFirst());
            }
        });
        return headers;
    }

    private static Object required(Map<?, ?> map, String key) {
        Object value = map.get(key);
        if (value == null) {
            throw new IllegalArgumentException("'%s' is missing".formatted(key));
        }
        return value;
    }

    private static String writeWithoutStreamOptions(JsonNode body) {
        return Json.writeSorted(
                body instanceof ObjectNode object
                        ? object.deepCopy().without(STREAM_OPTIONS)
                        : body);
    }
}
