package recurra.evaluation.fit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import recurra.commandline.Progress;
import recurra.evaluation.data.DataFile;
import recurra.evaluation.data.DataFiles;
import recurra.evaluation.data.Pair;
import recurra.evaluation.data.Part;
import recurra.evaluation.data.TemplateQuestion;
import recurra.evaluation.encoding.Encoder;
import recurra.evaluation.trial.Answers;
import recurra.evaluation.trial.TrialSet;
import recurra.evaluation.trial.Trials;

/**
 * Writes the signals of all parts of some labelled files, and of what a full cache would offer the
 * files' questions: {@code OUT LIMIT (--pairs|--templates) FILE …}.
 */
public final class WriteSignals {
    private static final long SEED = 20_261_121;

    /** Questions of each part that are asked of a cache with all questions of the part. */
    private static final int ASKING = 4_000;

    private static final int NEIGHBOURS = 5;

    private final int limit;
    private final Encoder encoder;
    private final SignalTable table;
    private final Progress progress = new Progress(System.err, false);

    private WriteSignals(int limit, Encoder encoder, SignalTable table) {
        this.limit = limit;
        this.encoder = encoder;
        this.table = table;
    }

    public static void main(String[] args) throws IOException {
        if (args.length < 4 || args.length % 2 != 0) {
            System.err.println("Usage: OUT LIMIT (--pairs FILE | --templates FILE) ...");
            System.exit(2);
        }
        try (Encoder encoder = new Encoder(Files.createTempDirectory("recurra-natives"));
                SignalTable table = new SignalTable(encoder, Path.of(args[0]))) {
            WriteSignals run = new WriteSignals(Integer.parseInt(args[1]), encoder, table);
            for (int i = 2; i < args.length; i += 2) {
                Path file = Path.of(args[i + 1]);
                if (args[i].equals("--pairs")) {
                    run.pairs(DataFiles.pairs(file));
                } else {
                    run.templates(DataFiles.templates(file));
                }
            }
        }
    }

    private void pairs(DataFile<Pair> file) {
        Answers answers = new Answers();
        file.rows().forEach(answers::add);
        for (Part part : Part.values()) {
            DataFile<Pair> rows = SignalTable.part(file, part, Pair::part);
            table.add(Trials.ofPairs(rows, limit, SEED), part, progress);
            Map<String, String> clusters = new LinkedHashMap<>();
            for (Pair pair : rows.rows()) {
                clusters.put(pair.a(), pair.cluster());
                clusters.put(pair.b(), pair.cluster());
            }
            neighbours(file.name(), clusters, answers, part);
        }
    }

    private void templates(DataFile<TemplateQuestion> file) {
        Answers answers = new Answers();
        file.rows().forEach(answers::add);
        for (Part part : Part.values()) {
            DataFile<TemplateQuestion> rows = SignalTable.part(file, part, TemplateQuestion::part);
            table.add(Trials.ofTemplates(rows, limit, SEED), part, progress);
            Map<String, String> clusters = new LinkedHashMap<>();
            rows.rows().forEach(row -> clusters.put(row.text(), row.template()));
            neighbours(file.name(), clusters, answers, part);
        }
    }

    private void neighbours(String file, Map<String, String> clusters, Answers answers, Part part) {
        TrialSet trials =
                Neighbours.of(
                        file + " (full cache)",
                        clusters,
                        answers,
                        encoder,
                        ASKING,
                        NEIGHBOURS,
                        SEED,
                        progress);
        table.add(trials, part, progress);
    }
}
