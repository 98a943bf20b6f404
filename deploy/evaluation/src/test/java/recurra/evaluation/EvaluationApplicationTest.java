package recurra.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The instrument from its command line to its reports, on a handful of invented rows. */
class EvaluationApplicationTest {
    @TempDir Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void measuresAndReports() throws IOException {
        Path json = folder.resolve("report.json");
        Path html = folder.resolve("report.html");
        Path markdown = folder.resolve("tables.md");

        int status =
                run(
                        "--pairs", small("pairs"),
                        "--templates", small("templates"),
                        "--tools", small("tools"),
                        "--sizes", "3,10",
                        "--random", "50",
                        "--resamples", "50",
                        "--json", json.toString(),
                        "--html", html.toString(),
                        "--markdown", markdown.toString());

        assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("Exception");
        assertThat(status).isZero();
        JsonNode report = JsonMapper.shared().readTree(Files.readString(json));
        assertThat(report.at("/provenance/format").asInt()).isEqualTo(1);
        assertThat(report.at("/provenance/files/pairs").asInt()).isEqualTo(5);
        assertThat(report.at("/provenance/embeddingModel").asString()).isEqualTo("e5-small-v2");
        JsonNode cascade = report.at("/sets/0/methods/0");
        assertThat(cascade.path("method").asString()).isEqualTo("cascade");
        assertThat(cascade.at("/overall/positives").asInt()).isEqualTo(4);
        assertThat(cascade.at("/overall/negatives").asInt()).isEqualTo(6);
        assertThat(cascade.at("/overall/right").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(cascade.at("/overall/wrongOnNegatives").asInt()).isZero();
        assertThat(report.at("/sets").valueStream().map(set -> set.path("name").asString()))
                .containsExactly(
                        "pairs", "templates", "templates, other templates", "random pairs");
        assertThat(report.at("/populations").size()).isEqualTo(6);
        assertThat(report.at("/scopes").valueStream().mapToInt(row -> row.path("faults").asInt()))
                .containsOnly(0);

        String page = Files.readString(html);
        assertThat(page).contains("</html>").doesNotContain("<b>bold").doesNotContain("http:");
        assertThat(Files.readString(markdown)).contains("### The default setting");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Recall at a false-positive rate");
    }

    @Test
    void theSameSeedGivesTheSameFigures() throws IOException {
        List<JsonNode> sets = new ArrayList<>();
        for (String name : List.of("one.json", "two.json")) {
            Path json = folder.resolve(name);
            run(
                    "--templates", small("templates"),
                    "--sizes", "none",
                    "--random", "20",
                    "--resamples", "20",
                    "--json", json.toString());
            sets.add(JsonMapper.shared().readTree(Files.readString(json)).path("sets"));
        }

        assertThat(sets.get(0)).isEqualTo(sets.get(1));
    }

    @Test
    void endsWithAMessage() throws IOException {
        assertThat(run("--pairs", folder.resolve("none").toString())).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("does not exist")
                .doesNotContain("\tat ");

        assertThat(run("--gateway", "http://127.0.0.1:1", "--own")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("No gateway answers");

        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Usage: ./recurra eval");
    }

    private int run(String... arguments) {
        return EvaluationApplication.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static String small(String name) {
        URL resource =
                Objects.requireNonNull(
                        EvaluationApplicationTest.class.getResource("/small/" + name + ".jsonl"));
        try {
            return Path.of(resource.toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
