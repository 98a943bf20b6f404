package recurra.evaluation.fit;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import recurra.commandline.Progress;
import recurra.evaluation.data.DataFile;
import recurra.evaluation.data.Part;
import recurra.evaluation.encoding.Encoded;
import recurra.evaluation.encoding.Encoder;
import recurra.evaluation.trial.Trial;
import recurra.evaluation.trial.TrialSet;
import recurra.matching.EntryId;
import recurra.matching.template.TemplateCandidate;
import recurra.matching.template.TemplateMatcher;
import recurra.matching.template.TemplateThresholds;
import recurra.matching.template.Weighing;

/**
 * Writes what the matcher sees of labelled trials as tab-separated values: one row for each trial,
 * one column for each signal. {@code matching/src/fit/fit_score.py} reads it.
 */
public final class SignalTable implements AutoCloseable {
    private static final EntryId ENTRY = new EntryId(new UUID(0, 1));

    private final Encoder encoder;
    private final PrintWriter out;
    private final TemplateMatcher matcher = new TemplateMatcher(TemplateThresholds.DEFAULTS);
    private boolean headed;

    public SignalTable(Encoder encoder, Path file) throws IOException {
        this.encoder = encoder;
        out = new PrintWriter(Files.newBufferedWriter(file));
    }

    /** Adds the trials, in one direction each, since signals are the same in both. */
    public void add(TrialSet trials, Part part, Progress progress) {
        encoder.encode(trials.texts().toList(), progress);
        Progress.Task task = progress.start("weighing", "trials", trials.trials().size());
        Set<Set<String>> seen = new HashSet<>();
        for (Trial trial : trials.trials()) {
            if (seen.add(Set.of(trial.asked(), trial.stored()))) {
                add(trials, part, trial);
            }
            task.step();
        }
        task.end();
    }

    private void add(TrialSet set, Part part, Trial trial) {
        Encoded asked = encoder.of(trial.asked());
        Encoded stored = encoder.of(trial.stored());
        Weighing weighing =
                matcher.weigh(
                        asked.features(),
                        new TemplateCandidate(
                                ENTRY, asked.cosine(stored), stored.features(), "answer"));
        TreeMap<String, Double> signals = new TreeMap<>(weighing.signals());
        if (!headed) {
            out.println(
                    "set\tslice\tpart\tcluster\tsame\teligible\tcategory\tvetoes\ta\tb\t"
                            + String.join("\t", signals.keySet()));
            headed = true;
        }
        out.print(
                String.join(
                        "\t",
                        List.of(
                                set.name(),
                                trial.slice(),
                                part.label(),
                                plain(trial.cluster()),
                                String.valueOf(trial.same()),
                                String.valueOf(asked.eligible() && stored.eligible()),
                                weighing.category().name().toLowerCase(Locale.ROOT),
                                String.join(",", weighing.vetoes()),
                                plain(trial.asked()),
                                plain(trial.stored()))));
        signals.values().forEach(value -> out.printf(Locale.ROOT, "\t%.5f", value));
        out.println();
    }

    private static String plain(String text) {
        return text.replaceAll("[\\t\\n\\r]+", " ");
    }

    @Override
    public void close() {
        out.close();
    }

    /** The rows of one part. */
    static <T> DataFile<T> part(
            DataFile<T> file, Part part, java.util.function.Function<T, Part> of) {
        return new DataFile<>(
                file.name(), file.rows().stream().filter(row -> of.apply(row) == part).toList());
    }
}
