package recurra.evaluation.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import recurra.commandline.Progress;
import recurra.evaluation.encoding.Encoder;
import recurra.evaluation.method.LearnedThreshold;
import recurra.evaluation.method.Method;
import recurra.evaluation.method.Methods;
import recurra.evaluation.method.Tier;
import recurra.evaluation.method.Weighed;
import recurra.evaluation.method.Weigher;
import recurra.evaluation.metric.Curve;
import recurra.evaluation.metric.Reliability;
import recurra.evaluation.result.CurveResult;
import recurra.evaluation.result.Example;
import recurra.evaluation.result.ObjectionResult;
import recurra.evaluation.result.SetResult;
import recurra.evaluation.trial.Trial;
import recurra.evaluation.trial.TrialSet;

/** The trials of a set, each against a cache that holds nothing but the stored question. */
final class SetRun {
    private static final List<Double> RATES = List.of(0.1, 0.01, 0.001, 0.0001);
    private static final int EXAMPLES = 40;

    /** Above every score: what the exact and normalised tier serve stands before the rest. */
    private static final double BY_KEY = 2;

    private final Encoder encoder;
    private final Weigher weigher;
    private final List<Method> methods;
    private final int resamples;
    private final long seed;

    SetRun(Encoder encoder, Weigher weigher, int resamples, long seed) {
        this.encoder = encoder;
        this.weigher = weigher;
        this.resamples = resamples;
        this.seed = seed;
        methods = Methods.all(weigher);
    }

    /** The scores that thresholds could be set on; a trial that is never served has none. */
    private enum Score {
        CASCADE {
            @Override
            double of(Weighed trial) {
                if (trial.isExact() || trial.isNormalized()) {
                    return BY_KEY;
                }
                return trial.isClear() ? trial.weighing().score() : Curve.NEVER;
            }
        },
        SCORE_WITH_GUARDS {
            @Override
            double of(Weighed trial) {
                return trial.isVetoed() ? Curve.NEVER : trial.weighing().score();
            }
        },
        SCORE {
            @Override
            double of(Weighed trial) {
                return trial.weighing().score();
            }
        },
        COSINE_WITH_GUARDS {
            @Override
            double of(Weighed trial) {
                return trial.isVetoed() ? Curve.NEVER : trial.cosine();
            }
        },
        COSINE {
            @Override
            double of(Weighed trial) {
                return trial.cosine();
            }
        },
        SIMHASH {
            @Override
            double of(Weighed trial) {
                return -trial.distance();
            }
        };

        abstract double of(Weighed trial);

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    SetResult run(TrialSet set, Progress progress) {
        encoder.encode(set.texts().toList(), progress);
        List<Trial> trials = set.trials();
        List<LearnedThreshold> learners = learners(seed);
        Outcomes outcomes = new Outcomes(trials, names(methods, learners));
        double[][] scores = new double[Score.values().length][trials.size()];
        boolean[] same = new boolean[trials.size()];
        Objections objections = new Objections(trials.size());
        Progress.Task task = progress.start(set.name(), "trials", trials.size());
        IntStream.range(0, trials.size())
                .parallel()
                .forEach(i -> {
                    Weighed weighed = weigh(trials.get(i));
                    same[i] = trials.get(i).same();
                    methods.forEach(method ->
                            outcomes.set(method.name(), i, method.decide(List.of(weighed))));
                    for (Score score : Score.values()) {
                        scores[score.ordinal()][i] = score.of(weighed);
                    }
                    objections.note(i, weighed.objections());
                    task.step();
                });
        learn(learners, trials, scores[Score.COSINE.ordinal()], outcomes, seed);
        List<CurveResult> curves = new ArrayList<>();
        boolean bothKinds = set.hasDuplicates() && trials.stream().anyMatch(trial -> !trial.same());
        if (bothKinds) {
            Stream.of(Score.values())
                    .parallel()
                    .map(score -> curve(score, scores[score.ordinal()], same, outcomes))
                    .forEachOrdered(curves::add);
        }
        SetResult result =
                new SetResult(
                        set.name(),
                        set.kind().name().toLowerCase(Locale.ROOT),
                        trials.size(),
                        outcomes.clusterCount(),
                        outcomes.results(resamples, seed),
                        curves,
                        bothKinds
                                ? Reliability.of(scores[Score.SCORE_WITH_GUARDS.ordinal()], same)
                                : null,
                        objections.results(same),
                        examples(trials, outcomes, scores, false),
                        examples(trials, outcomes, scores, true));
        task.end();
        return result;
    }

    static List<String> names(List<Method> methods, List<LearnedThreshold> learners) {
        return Stream.concat(
                        methods.stream().map(Method::name),
                        learners.stream().map(LearnedThreshold::name))
                .toList();
    }

    static List<LearnedThreshold> learners(long seed) {
        return List.of(
                new LearnedThreshold(0.01, false, seed),
                new LearnedThreshold(0.01, true, seed),
                new LearnedThreshold(0.05, true, seed));
    }

    /** Plays the trials to those that learn, one after the other in an order of its own. */
    private static void learn(
            List<LearnedThreshold> learners,
            List<Trial> trials,
            double[] cosines,
            Outcomes outcomes,
            long seed) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, trials.size()).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        learners.parallelStream()
                .forEach(learner -> {
                    for (int i : order) {
                        Trial trial = trials.get(i);
                        if (learner.serves(trial.stored(), cosines[i], trial.same())) {
                            outcomes.set(learner.name(), i, Tier.TEMPLATE, trial.same());
                        }
                    }
                });
    }

    private CurveResult curve(Score score, double[] scores, boolean[] same, Outcomes outcomes) {
        Curve curve = new Curve(scores, same, outcomes.clusters(), outcomes.clusterCount());
        List<CurveResult.RecallAt> recalls =
                RATES.stream()
                        .map(rate ->
                                new CurveResult.RecallAt(
                                        rate,
                                        curve.recallAt(rate),
                                        curve.recallInterval(rate, resamples, seed)))
                        .toList();
        return new CurveResult(score.label(), recalls, curve.points());
    }

    private List<Example> examples(
            List<Trial> trials, Outcomes outcomes, double[][] scores, boolean refusedDuplicates) {
        double[] score = scores[Score.SCORE.ordinal()];
        return IntStream.range(0, trials.size())
                .filter(i ->
                        trials.get(i).same() == refusedDuplicates
                                && outcomes.isHit(Methods.CASCADE, i) != refusedDuplicates)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -score[i]))
                .map(i ->
                        Example.of(
                                trials.get(i).slice(),
                                weigh(trials.get(i)),
                                trials.get(i).same(),
                                outcomes.tier(Methods.CASCADE, i)))
                .filter(onePerPair())
                .limit(EXAMPLES)
                .toList();
    }

    /** Not both directions of one pair. */
    private static Predicate<Example> onePerPair() {
        Set<Set<String>> seen = new HashSet<>();
        return example -> seen.add(Set.of(example.asked(), example.stored()));
    }

    private Weighed weigh(Trial trial) {
        return weigher.weigh(encoder.of(trial.asked()), encoder.of(trial.stored()));
    }

    /** Who objected to which trial. */
    private static final class Objections {
        private final List<String> names = Methods.objections();
        private final Map<String, Integer> bits;
        private final int[] masks;

        Objections(int trials) {
            masks = new int[trials];
            bits = new HashMap<>();
            names.forEach(name -> bits.put(name, bits.size()));
        }

        void note(int trial, List<String> objections) {
            for (String objection : objections) {
                @Nullable Integer bit = bits.get(objection);
                if (bit != null) {
                    masks[trial] |= 1 << bit;
                }
            }
        }

        List<ObjectionResult> results(boolean[] same) {
            return names.stream()
                    .map(name -> {
                        int bit = 1 << bits.getOrDefault(name, 0);
                        long[] counts = new long[4];
                        for (int i = 0; i < masks.length; i++) {
                            if ((masks[i] & bit) != 0) {
                                counts[same[i] ? 0 : 1]++;
                                if (masks[i] == bit) {
                                    counts[same[i] ? 2 : 3]++;
                                }
                            }
                        }
                        return new ObjectionResult(
                                name, counts[0], counts[1], counts[2], counts[3]);
                    })
                    .toList();
        }
    }
}
