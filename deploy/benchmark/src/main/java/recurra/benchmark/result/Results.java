package recurra.benchmark.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import recurra.benchmark.process.ProgramException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the parts brought, each in the last run that measured it.
 *
 * @param format of the JSON; changes when a member changes its meaning
 * @param quick whether the runs were short ones, whose figures only show that everything works
 */
public record Results(int format, boolean quick, List<PartResult> parts) {
    private static final int FORMAT = 2;

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    public Results {
        parts = List.copyOf(parts);
    }

    public static Results none(boolean quick) {
        return new Results(FORMAT, quick, List.of());
    }

    /**
     * Reads what was written.
     *
     * @throws ProgramException when another version of the benchmark wrote it
     */
    public static Results read(Path file) throws IOException {
        String text = Files.readString(file);
        int format = JSON.readTree(text).path("format").asInt(0);
        if (format != FORMAT) {
            throw new ProgramException(
                    "%s has format %d and not %d: another version wrote it. Remove it, or name another folder with --out."
                            .formatted(file, format, FORMAT));
        }
        return JSON.readValue(text, Results.class);
    }

    public void write(Path file) throws IOException {
        Files.writeString(file, JSON.writeValueAsString(this) + "\n");
    }

    /**
     * The same with the part's result, instead of an earlier one.
     *
     * @param order the names of all parts; others are left out
     */
    public Results with(PartResult result, List<String> order) {
        Map<String, PartResult> known =
                Stream.concat(parts.stream(), Stream.of(result))
                        .collect(
                                Collectors.toMap(
                                        PartResult::name,
                                        Function.identity(),
                                        (_, later) -> later));
        return new Results(
                format, quick, order.stream().filter(known::containsKey).map(known::get).toList());
    }

    public Optional<PartResult> part(String name) {
        return parts.stream().filter(part -> part.name().equals(name)).findFirst();
    }

    public Optional<Figure> figure(String part, String scenario, String target, Measure measure) {
        return part(part).flatMap(found -> found.figure(scenario, target, measure));
    }
}
