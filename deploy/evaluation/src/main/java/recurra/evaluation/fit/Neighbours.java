package recurra.evaluation.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import recurra.commandline.Progress;
import recurra.evaluation.encoding.Encoded;
import recurra.evaluation.encoding.Encoder;
import recurra.evaluation.encoding.Entries;
import recurra.evaluation.trial.Answers;
import recurra.evaluation.trial.Sample;
import recurra.evaluation.trial.Trial;
import recurra.evaluation.trial.TrialSet;

/**
 * Makes trials of what a full cache offers: questions with the nearest others that have another
 * answer. No labelled pair shows how near they come.
 */
final class Neighbours {
    private static final int BATCH = 64;

    private Neighbours() {}

    /**
     * The trials of some questions.
     *
     * @param clusters by question; who asks and what is stored both come from here
     * @param asked how many of them ask
     * @param count how many neighbours each has
     */
    static TrialSet of(
            String name,
            Map<String, String> clusters,
            Answers answers,
            Encoder encoder,
            int asked,
            int count,
            long seed,
            Progress progress) {
        List<String> questions = List.copyOf(clusters.keySet());
        encoder.encode(questions, progress);
        List<Encoded> encoded = questions.stream().map(encoder::of).toList();
        Entries entries = new Entries(encoded, questions.stream().mapToInt(answers::of).toArray());
        List<Encoded> asking = Sample.of(encoded, asked, seed);
        List<Trial> trials = new ArrayList<>();
        Progress.Task task = progress.start(name, "questions", asking.size());
        for (int start = 0; start < asking.size(); start += BATCH) {
            List<Encoded> batch = asking.subList(start, Math.min(start + BATCH, asking.size()));
            int[][][] nearest =
                    entries.nearest(
                            batch,
                            batch.stream().mapToInt(one -> answers.of(one.text())).toArray(),
                            count,
                            new int[] {questions.size()});
            for (int i = 0; i < batch.size(); i++) {
                String text = batch.get(i).text();
                for (int entry : nearest[i][0]) {
                    trials.add(
                            new Trial(
                                    name,
                                    text,
                                    entries.get(entry).text(),
                                    false,
                                    clusters.getOrDefault(text, text)));
                }
                task.step();
            }
        }
        task.end();
        return new TrialSet(name, TrialSet.Kind.RANDOM, trials);
    }
}
