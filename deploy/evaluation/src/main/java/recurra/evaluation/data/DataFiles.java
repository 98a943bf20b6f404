package recurra.evaluation.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the three kinds of files. Every fault ends in a {@link DataException} that names file and
 * line.
 */
public final class DataFiles {
    private static final String OWN = "own";

    private DataFiles() {}

    /** Pairs: {@code {"a", "b", "same"}}, and if wanted {@code "slice"} and {@code "lang"}. */
    public static DataFile<Pair> pairs(Path file) {
        String name = name(file);
        return new DataFile<>(name, clustered(name, JsonLines.read(file, DataFiles::pair)));
    }

    /** The pairs that were written for this project. */
    public static DataFile<Pair> ownPairs() {
        try (@Nullable InputStream in =
                DataFiles.class.getResourceAsStream("/evaluation/pairs.jsonl")) {
            if (in == null) {
                throw new IllegalStateException(
                        "The project's own pairs are not on the class path");
            }
            return new DataFile<>(
                    OWN, clustered(OWN, JsonLines.read(in, "pairs.jsonl", DataFiles::pair)));
        } catch (IOException e) {
            throw new UncheckedIOException("The project's own pairs are damaged", e);
        }
    }

    /**
     * Template questions: {@code {"template", "slots", "text"}}, and if wanted {@code "corpus"}.
     */
    public static DataFile<TemplateQuestion> templates(Path file) {
        String name = name(file);
        return new DataFile<>(
                name,
                JsonLines.read(
                        file,
                        row -> {
                            String template = row.text("template");
                            return new TemplateQuestion(
                                    row.text("corpus", name),
                                    template,
                                    row.texts("slots"),
                                    row.text("text"),
                                    Part.of(template));
                        }));
    }

    /**
     * Tool prompts: {@code {"function", "question"}}, and if wanted {@code "id"}. A question is a
     * list of turns, each a list of messages; the first turn is read.
     */
    public static DataFile<ToolPrompt> tools(Path file) {
        return new DataFile<>(name(file), JsonLines.read(file, DataFiles::tool));
    }

    private static ToolPrompt tool(Row row) {
        JsonNode question = row.list("question");
        JsonNode messages = question.path(0).isArray() ? question.path(0) : question;
        if (!messages.path(messages.size() - 1).path("content").isString()) {
            throw row.wrong(
                    "has no message with a content in \"question\"",
                    "write \"question\": [[{\"role\": \"user\", \"content\": \"…\"}]]");
        }
        String prompt = messages.toString();
        return new ToolPrompt(
                row.text("id", "?"), row.list("function"), messages, prompt, Part.of(prompt));
    }

    private static LabelledPair pair(Row row) {
        return new LabelledPair(
                row.has("slice") ? row.text("slice") : null,
                row.text("a"),
                row.text("b"),
                row.flag("same"),
                row.text("lang", "und"));
    }

    private static List<Pair> clustered(String file, List<LabelledPair> rows) {
        Components components = new Components();
        for (LabelledPair row : rows) {
            components.join(QuestionText.folded(row.a), QuestionText.folded(row.b));
        }
        return rows.stream()
                .map(row -> {
                    String component = components.of(QuestionText.folded(row.a));
                    return new Pair(
                            row.slice == null ? file : row.slice,
                            row.a,
                            row.b,
                            row.same,
                            row.language,
                            component,
                            Part.of(row.slice == null ? component : row.slice));
                })
                .toList();
    }

    private static String name(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.replaceFirst("\\.gz$", "").replaceFirst("\\.jsonl?$", "");
    }

    private record LabelledPair(
            @Nullable String slice, String a, String b, boolean same, String language) {}
}
