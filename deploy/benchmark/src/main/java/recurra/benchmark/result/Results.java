package recurra.benchmark.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything that a run brought.
 *
 * @param format of the JSON; changes when a member changes its meaning
 * @param quick whether the run was a short one, whose figures only show that everything works
 * @param tools the load generators with their versions
 */
public record Results(
        int format,
        Machine machine,
        boolean quick,
        double seconds,
        List<String> tools,
        List<PartResult> parts) {
    public static final int FORMAT = 1;

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    public Results {
        tools = List.copyOf(tools);
        parts = List.copyOf(parts);
    }

    public static Results read(Path file) throws IOException {
        return JSON.readValue(Files.readString(file), Results.class);
    }

    public void write(Path file) throws IOException {
        Files.writeString(file, JSON.writeValueAsString(this) + "\n");
    }

    public Optional<PartResult> part(String name) {
        return parts.stream().filter(part -> part.name().equals(name)).findFirst();
    }

    public Optional<Figure> figure(String part, String scenario, String target, Measure measure) {
        return part(part).flatMap(found -> found.figure(scenario, target, measure));
    }
}
