package recurra.evaluation.fit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import recurra.evaluation.data.DataFile;
import recurra.evaluation.data.DataFiles;
import recurra.evaluation.data.Pair;
import recurra.evaluation.data.Part;
import recurra.evaluation.data.TemplateQuestion;
import recurra.evaluation.encoding.Encoder;
import recurra.evaluation.progress.Progress;
import recurra.evaluation.trial.Trials;

/**
 * Writes the signals of all parts of some labelled files: {@code OUT LIMIT (--pairs|--templates)
 * FILE …}.
 */
public final class WriteSignals {
    private static final long SEED = 20_261_121;

    private WriteSignals() {}

    public static void main(String[] args) throws IOException {
        if (args.length < 4 || args.length % 2 != 0) {
            System.err.println("Usage: OUT LIMIT (--pairs FILE | --templates FILE) ...");
            System.exit(2);
        }
        int limit = Integer.parseInt(args[1]);
        Progress progress = new Progress(System.err, false);
        try (Encoder encoder = new Encoder(Files.createTempDirectory("recurra-natives"));
                SignalTable table = new SignalTable(encoder, Path.of(args[0]))) {
            for (int i = 2; i < args.length; i += 2) {
                Path file = Path.of(args[i + 1]);
                for (Part part : Part.values()) {
                    if (args[i].equals("--pairs")) {
                        DataFile<Pair> rows =
                                SignalTable.part(DataFiles.pairs(file), part, Pair::part);
                        table.add(Trials.ofPairs(rows, limit, SEED), part, progress);
                    } else {
                        DataFile<TemplateQuestion> rows =
                                SignalTable.part(
                                        DataFiles.templates(file), part, TemplateQuestion::part);
                        table.add(Trials.ofTemplates(rows, limit, SEED), part, progress);
                    }
                }
            }
        }
    }
}
