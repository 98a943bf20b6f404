package recurra.evaluation.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import recurra.commandline.Progress;
import recurra.evaluation.encoding.Encoded;
import recurra.evaluation.encoding.Encoder;
import recurra.evaluation.encoding.Entries;
import recurra.evaluation.method.LearnedThreshold;
import recurra.evaluation.method.Method;
import recurra.evaluation.method.Methods;
import recurra.evaluation.method.Tier;
import recurra.evaluation.method.Weighed;
import recurra.evaluation.method.Weigher;
import recurra.evaluation.result.Example;
import recurra.evaluation.result.PopulationResult;
import recurra.evaluation.trial.Answers;
import recurra.evaluation.trial.Trial;
import recurra.evaluation.trial.TrialSet;

/**
 * Trials against a cache full of questions: the stored side of the trial, and others of the files
 * that have another answer than the asked side. Of the asked side's own answer the cache holds the
 * stored one only, as a cache would that recognises its questions. What counts as served wrongly is
 * every answer that is not known to be right, so unlabelled duplicates among the entries count
 * against every method alike.
 */
final class PopulationRun {
    private static final int CANDIDATES = 5;
    private static final int EXAMPLES = 40;
    private static final int BATCH = 64;

    private final Encoder encoder;
    private final Weigher weigher;
    private final List<Method> methods;
    private final Answers answers;
    private final Entries entries;
    private final int[] sizes;
    private final int available;
    private final int resamples;
    private final long seed;

    PopulationRun(
            Encoder encoder,
            Weigher weigher,
            Answers answers,
            List<String> questions,
            int[] sizes,
            int resamples,
            long seed) {
        this.encoder = encoder;
        this.weigher = weigher;
        this.answers = answers;
        this.sizes = sizes.clone();
        this.resamples = resamples;
        this.seed = seed;
        methods = Methods.all(weigher);
        available = questions.size();
        entries =
                new Entries(
                        questions.stream().map(encoder::of).toList(),
                        questions.stream().mapToInt(answers::of).toArray());
    }

    List<PopulationResult> run(TrialSet set, Progress progress) {
        encoder.encode(set.texts().toList(), progress);
        List<Trial> trials = set.trials();
        Progress.Task task = progress.start(set.name() + ", full cache", "trials", trials.size());
        // The stored entry takes one place.
        int[] others = IntStream.of(sizes).map(size -> Math.min(size - 1, available)).toArray();
        List<Outcomes> outcomes = new ArrayList<>();
        List<List<LearnedThreshold>> learners = new ArrayList<>();
        for (int ignored : sizes) {
            learners.add(SetRun.learners(seed));
            outcomes.add(new Outcomes(trials, SetRun.names(methods, learners.getLast())));
        }
        Weighed[][] first = new Weighed[sizes.length][trials.size()];
        List<Queue<Example>> falseHits =
                IntStream.range(0, sizes.length)
                        .<Queue<Example>>mapToObj(i -> new ConcurrentLinkedQueue<>())
                        .toList();
        int batches = (trials.size() + BATCH - 1) / BATCH;
        IntStream.range(0, batches)
                .parallel()
                .forEach(batch -> {
                    int start = batch * BATCH;
                    List<Trial> members =
                            trials.subList(start, Math.min(start + BATCH, trials.size()));
                    int[][][] nearest =
                            entries.nearest(
                                    members.stream()
                                            .map(trial -> encoder.of(trial.asked()))
                                            .toList(),
                                    members.stream()
                                            .mapToInt(trial -> answers.of(trial.asked()))
                                            .toArray(),
                                    CANDIDATES,
                                    others);
                    for (int i = 0; i < members.size(); i++) {
                        decide(trials, start + i, nearest[i], first, outcomes, falseHits);
                        task.step();
                    }
                });
        List<PopulationResult> results = new ArrayList<>();
        for (int size = 0; size < sizes.length; size++) {
            learn(learners.get(size), trials, first[size], outcomes.get(size));
            results.add(
                    new PopulationResult(
                            set.name(),
                            sizes[size],
                            others[size] + 1,
                            trials.size(),
                            outcomes.get(size).results(resamples, seed),
                            falseHits.get(size).stream()
                                    .sorted(Comparator.comparingDouble(one -> -one.score()))
                                    .limit(EXAMPLES)
                                    .toList()));
        }
        task.end();
        return results;
    }

    /** One trial against the caches of all sizes. */
    private void decide(
            List<Trial> trials,
            int number,
            int[][] nearest,
            Weighed[][] first,
            List<Outcomes> outcomes,
            List<Queue<Example>> falseHits) {
        Trial trial = trials.get(number);
        Encoded asked = encoder.of(trial.asked());
        Weighed stored = weigher.weigh(asked, encoder.of(trial.stored()));
        Map<Integer, Weighed> known = new HashMap<>();
        for (int size = 0; size < sizes.length; size++) {
            List<Weighed> candidates = new ArrayList<>(List.of(stored));
            for (int entry : nearest[size]) {
                if (!entries.get(entry).text().equals(trial.stored())) {
                    candidates.add(
                            known.computeIfAbsent(
                                    entry, n -> weigher.weigh(asked, entries.get(n))));
                }
            }
            candidates.sort(Comparator.comparingDouble(one -> -one.cosine()));
            List<Weighed> five =
                    List.copyOf(candidates.subList(0, Math.min(CANDIDATES, candidates.size())));
            first[size][number] = five.getFirst();
            for (Method method : methods) {
                outcomes.get(size).set(method.name(), number, method.decide(five));
            }
            noteFalseHit(trial, five, falseHits.get(size));
        }
    }

    private void noteFalseHit(Trial trial, List<Weighed> five, Queue<Example> falseHits) {
        methods.getFirst()
                .decide(five)
                .filter(hit -> !trial.same() || !hit.entry().stored().text().equals(trial.stored()))
                .ifPresent(hit ->
                        falseHits.add(
                                Example.of(trial.slice(), hit.entry(), false, hit.tier().label())));
    }

    private void learn(
            List<LearnedThreshold> learners,
            List<Trial> trials,
            Weighed[] nearest,
            Outcomes outcomes) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, trials.size()).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        learners.parallelStream()
                .forEach(learner -> {
                    for (int i : order) {
                        Trial trial = trials.get(i);
                        Weighed entry = nearest[i];
                        boolean right =
                                trial.same() && entry.stored().text().equals(trial.stored());
                        if (learner.serves(entry.stored().text(), entry.cosine(), right)) {
                            outcomes.set(learner.name(), i, Tier.TEMPLATE, right);
                        }
                    }
                });
    }
}
