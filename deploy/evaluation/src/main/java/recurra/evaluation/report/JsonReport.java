package recurra.evaluation.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import recurra.evaluation.result.Evaluation;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The report for machines; docs/reference/matching.md has its shape. */
public final class JsonReport {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private JsonReport() {}

    public static void write(Evaluation evaluation, Path file) throws IOException {
        Files.writeString(file, JSON.writeValueAsString(evaluation) + "\n");
    }
}
