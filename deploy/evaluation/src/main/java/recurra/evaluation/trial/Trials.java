package recurra.evaluation.trial;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import recurra.evaluation.data.DataFile;
import recurra.evaluation.data.Pair;
import recurra.evaluation.data.QuestionText;
import recurra.evaluation.data.TemplateQuestion;

/** Makes trials from labelled data. */
public final class Trials {
    /** Partners of each kind for each template question, where the template has so many. */
    private static final int PARTNERS = 5;

    private Trials() {}

    /** Both directions of each pair. A question paired with itself, to the letter, is left out. */
    public static TrialSet ofPairs(DataFile<Pair> file, int limitPerSlice, long seed) {
        List<Pair> sample =
                Sample.ofEach(
                        file.rows(), pair -> pair.slice() + "/" + pair.same(), limitPerSlice, seed);
        List<Trial> trials =
                sample.stream()
                        .filter(pair -> !pair.a().equals(pair.b()))
                        .flatMap(pair ->
                                Stream.of(
                                        new Trial(
                                                pair.slice(),
                                                pair.a(),
                                                pair.b(),
                                                pair.same(),
                                                pair.cluster()),
                                        new Trial(
                                                pair.slice(),
                                                pair.b(),
                                                pair.a(),
                                                pair.same(),
                                                pair.cluster())))
                        .toList();
        return new TrialSet(file.name(), TrialSet.Kind.PAIRS, trials);
    }

    /**
     * Questions of one template: each asked of up to five others with the same slots and up to five
     * with other slots.
     */
    public static TrialSet ofTemplates(
            DataFile<TemplateQuestion> file, int limitPerSlice, long seed) {
        Map<String, List<TemplateQuestion>> templates =
                file.rows().stream()
                        .collect(
                                Collectors.groupingBy(
                                        TemplateQuestion::template,
                                        TreeMap::new,
                                        Collectors.toList()));
        List<Trial> trials = new ArrayList<>();
        Random random = new Random(seed);
        for (List<TemplateQuestion> members : templates.values()) {
            for (TemplateQuestion asked : members) {
                int same = 0;
                int other = 0;
                List<TemplateQuestion> partners = new ArrayList<>(members);
                Collections.shuffle(partners, random);
                for (TemplateQuestion stored : partners) {
                    boolean isSame = stored.answer().equals(asked.answer());
                    if (!stored.text().equals(asked.text()) && (isSame ? same : other) < PARTNERS) {
                        trials.add(
                                new Trial(
                                        asked.corpus(),
                                        asked.text(),
                                        stored.text(),
                                        isSame,
                                        asked.template()));
                        same += isSame ? 1 : 0;
                        other += isSame ? 0 : 1;
                    }
                }
            }
        }
        return new TrialSet(
                file.name(),
                TrialSet.Kind.TEMPLATES,
                Sample.ofEach(
                        trials, trial -> trial.slice() + "/" + trial.same(), limitPerSlice, seed));
    }

    /** Each question of the corpus asked of up to five of other templates. */
    public static TrialSet ofOtherTemplates(
            DataFile<TemplateQuestion> file, Answers answers, int limitPerSlice, long seed) {
        List<Trial> trials = new ArrayList<>();
        Random random = new Random(seed + 1);
        List<TemplateQuestion> rows = file.rows();
        for (TemplateQuestion asked : rows) {
            for (int i = 0; i < PARTNERS; i++) {
                TemplateQuestion stored = rows.get(random.nextInt(rows.size()));
                if (!stored.template().equals(asked.template())
                        && stored.corpus().equals(asked.corpus())
                        && answers.of(stored.text()) != answers.of(asked.text())) {
                    trials.add(
                            new Trial(
                                    asked.corpus(),
                                    asked.text(),
                                    stored.text(),
                                    false,
                                    asked.template()));
                }
            }
        }
        return new TrialSet(
                file.name() + ", other templates",
                TrialSet.Kind.OTHER_TEMPLATES,
                Sample.ofEach(trials, Trial::slice, limitPerSlice, seed));
    }

    /**
     * So many random pairs of questions with different answers.
     *
     * @param questions all different
     * @param clusters of the questions, in their order
     */
    public static TrialSet atRandom(
            List<String> questions, List<String> clusters, Answers answers, int count, long seed) {
        List<Trial> trials = new ArrayList<>();
        Random random = new Random(seed + 2);
        // A handful of questions has no two with different answers.
        for (int tries = 0; trials.size() < count && tries < 10L * count; tries++) {
            int asked = random.nextInt(questions.size());
            int stored = random.nextInt(questions.size());
            String question = questions.get(asked);
            if (!clusters.get(asked).equals(clusters.get(stored))
                    && answers.of(question) != answers.of(questions.get(stored))
                    && !QuestionText.folded(question)
                            .equals(QuestionText.folded(questions.get(stored)))) {
                trials.add(new Trial("random", question, questions.get(stored), false, question));
            }
        }
        return new TrialSet("random pairs", TrialSet.Kind.RANDOM, trials);
    }
}
