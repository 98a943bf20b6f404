package recurra.evaluation.run;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import recurra.commandline.Progress;
import recurra.evaluation.data.DataException;
import recurra.evaluation.data.DataFile;
import recurra.evaluation.data.Pair;
import recurra.evaluation.data.Part;
import recurra.evaluation.data.QuestionText;
import recurra.evaluation.data.TemplateQuestion;
import recurra.evaluation.data.ToolPrompt;
import recurra.evaluation.encoding.Encoder;
import recurra.evaluation.gateway.GatewayRun;
import recurra.evaluation.method.Weigher;
import recurra.evaluation.result.Evaluation;
import recurra.evaluation.result.GatewayResult;
import recurra.evaluation.result.PopulationResult;
import recurra.evaluation.result.Provenance;
import recurra.evaluation.result.ScopeResult;
import recurra.evaluation.result.SetResult;
import recurra.evaluation.result.SpellingResult;
import recurra.evaluation.trial.Answers;
import recurra.evaluation.trial.Sample;
import recurra.evaluation.trial.TrialSet;
import recurra.evaluation.trial.Trials;
import recurra.matching.template.PromptFeatures;
import recurra.matching.template.TemplateThresholds;

/** A run over all files that are given. */
public final class Instrument {
    /** Of the JSON report. */
    private static final int FORMAT = 1;

    /** Trials of a set that are asked of the full caches; more would say little more. */
    private static final int POPULATION_TRIALS = 4_000;

    /** Questions of a file that are asked in other spellings. */
    private static final int SPELLING_QUESTIONS = 5_000;

    /**
     * What to do.
     *
     * @param part the part of the data; empty for all
     * @param limit the most rows of each slice and label
     * @param random how many random pairs
     */
    public record Settings(
            Optional<Part> part,
            List<Integer> sizes,
            int limit,
            int random,
            int resamples,
            long seed) {
        public Settings {
            sizes = List.copyOf(sizes);
        }
    }

    private final List<DataFile<Pair>> pairs;
    private final List<DataFile<TemplateQuestion>> templates;
    private final List<DataFile<ToolPrompt>> tools;
    private final Settings settings;
    private final Encoder encoder;
    private final Progress progress;
    private final Weigher weigher = new Weigher();
    private final Answers answers = new Answers();

    public Instrument(
            List<DataFile<Pair>> pairs,
            List<DataFile<TemplateQuestion>> templates,
            List<DataFile<ToolPrompt>> tools,
            Settings settings,
            Encoder encoder,
            Progress progress) {
        this.pairs = List.copyOf(pairs);
        this.templates = List.copyOf(templates);
        this.tools = List.copyOf(tools);
        this.settings = settings;
        this.encoder = encoder;
        this.progress = progress;
        pairs.forEach(file -> file.rows().forEach(answers::add));
        templates.forEach(file -> file.rows().forEach(answers::add));
    }

    /**
     * Carries out everything.
     *
     * @param gateway asks a gateway as well, if given
     */
    public Evaluation run(Optional<GatewayRun> gateway) {
        Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        long nanos = System.nanoTime();
        List<DataFile<Pair>> pairFiles =
                pairs.stream().map(file -> partOf(file, Pair::part)).toList();
        List<DataFile<TemplateQuestion>> templateFiles =
                templates.stream().map(file -> partOf(file, TemplateQuestion::part)).toList();
        List<DataFile<ToolPrompt>> toolFiles =
                tools.stream().map(file -> partOf(file, ToolPrompt::part)).toList();

        List<TrialSet> trialSets = trialSets(pairFiles, templateFiles);
        SetRun setRun = new SetRun(encoder, weigher, settings.resamples(), settings.seed());
        List<SetResult> sets = new ArrayList<>();
        for (TrialSet set : trialSets) {
            if (!set.trials().isEmpty()) {
                sets.add(setRun.run(set, progress));
            }
        }
        randomPairs(pairFiles, templateFiles).ifPresent(set -> sets.add(setRun.run(set, progress)));

        List<SpellingResult> spelling = new ArrayList<>();
        Stream.concat(
                        pairFiles.stream().map(file -> Map.entry(file.name(), questions(file))),
                        templateFiles.stream().map(file -> Map.entry(file.name(), texts(file))))
                .filter(file -> !file.getValue().isEmpty())
                .forEach(file ->
                        spelling.add(
                                SpellingRun.run(
                                        file.getKey(),
                                        List.copyOf(file.getValue()),
                                        Sample.of(
                                                List.copyOf(file.getValue()),
                                                SPELLING_QUESTIONS,
                                                settings.seed()),
                                        answers,
                                        progress)));
        List<ScopeResult> scopes =
                toolFiles.stream().flatMap(file -> ScopeRun.run(file).stream()).toList();
        List<PopulationResult> populations = populations(trialSets);
        List<GatewayResult> gateways =
                gateway.map(run ->
                                trialSets.stream()
                                        .filter(set -> !set.trials().isEmpty())
                                        .map(set -> run.run(set, encoder, weigher, progress))
                                        .toList())
                        .orElse(List.of());

        Map<String, Integer> rows = new LinkedHashMap<>();
        pairFiles.forEach(file -> rows.put(file.name(), file.rows().size()));
        templateFiles.forEach(file -> rows.put(file.name(), file.rows().size()));
        toolFiles.forEach(file -> rows.put(file.name(), file.rows().size()));
        Provenance provenance =
                new Provenance(
                        FORMAT,
                        Optional.ofNullable(
                                        Instrument.class.getPackage().getImplementationVersion())
                                .orElse("development"),
                        PromptFeatures.VERSION,
                        thresholds(),
                        TemplateThresholds.DEFAULTS.margin(),
                        encoder.space().model(),
                        encoder.space().version(),
                        settings.part().map(Part::label).orElse("all"),
                        settings.seed(),
                        settings.limit() == Integer.MAX_VALUE
                                ? "none"
                                : String.valueOf(settings.limit()),
                        settings.resamples(),
                        settings.sizes(),
                        rows,
                        allQuestions().size(),
                        started.toString(),
                        (System.nanoTime() - nanos) / 1e9);
        return new Evaluation(provenance, sets, populations, spelling, scopes, gateways);
    }

    private <T> DataFile<T> partOf(DataFile<T> file, Function<T, Part> part) {
        List<T> rows =
                file.rows().stream()
                        .filter(row -> settings.part().map(part.apply(row)::equals).orElse(true))
                        .toList();
        if (rows.isEmpty()) {
            progress.say(
                    "  "
                            + file.name()
                            + " has no rows in the part "
                            + settings.part().map(Part::label).orElse("all")
                            + "; it only fills the caches.");
        }
        return new DataFile<>(file.name(), rows);
    }

    private List<TrialSet> trialSets(
            List<DataFile<Pair>> pairFiles, List<DataFile<TemplateQuestion>> templateFiles) {
        List<TrialSet> sets = new ArrayList<>();
        for (DataFile<Pair> file : pairFiles) {
            sets.add(Trials.ofPairs(file, settings.limit(), settings.seed()));
        }
        for (DataFile<TemplateQuestion> file : templateFiles) {
            sets.add(Trials.ofTemplates(file, settings.limit(), settings.seed()));
            sets.add(Trials.ofOtherTemplates(file, answers, settings.limit(), settings.seed()));
        }
        Set<String> names = new LinkedHashSet<>();
        for (TrialSet set : sets) {
            if (!names.add(set.name())) {
                throw new DataException(
                        "Two files are called "
                                + set.name()
                                + ", and the report tells them apart by their names; rename one.");
            }
        }
        return sets;
    }

    private Optional<TrialSet> randomPairs(
            List<DataFile<Pair>> pairFiles, List<DataFile<TemplateQuestion>> templateFiles) {
        Map<String, String> clusters = new LinkedHashMap<>();
        for (DataFile<Pair> file : pairFiles) {
            for (Pair pair :
                    Sample.ofEach(file.rows(), Pair::slice, settings.limit(), settings.seed())) {
                clusters.putIfAbsent(pair.a(), pair.cluster());
                clusters.putIfAbsent(pair.b(), pair.cluster());
            }
        }
        for (DataFile<TemplateQuestion> file : templateFiles) {
            Sample.of(file.rows(), settings.limit(), settings.seed())
                    .forEach(row -> clusters.putIfAbsent(row.text(), row.template()));
        }
        if (settings.random() == 0 || clusters.size() < 2) {
            return Optional.empty();
        }
        TrialSet set =
                Trials.atRandom(
                        List.copyOf(clusters.keySet()),
                        List.copyOf(clusters.values()),
                        answers,
                        settings.random(),
                        settings.seed());
        return set.trials().isEmpty() ? Optional.empty() : Optional.of(set);
    }

    private List<PopulationResult> populations(List<TrialSet> sets) {
        List<PopulationResult> results = new ArrayList<>();
        if (settings.sizes().isEmpty()) {
            return results;
        }
        List<String> fill = new ArrayList<>(allQuestions());
        Collections.shuffle(fill, new Random(settings.seed()));
        int largest = Collections.max(settings.sizes());
        fill = fill.subList(0, Math.min(fill.size(), largest));
        if (fill.size() < largest - 1) {
            progress.say(
                    "  The files have "
                            + fill.size()
                            + " different questions; caches beyond that are as large as they can be.");
        }
        encoder.encode(fill, progress);
        PopulationRun run =
                new PopulationRun(
                        encoder,
                        weigher,
                        answers,
                        fill,
                        settings.sizes().stream().mapToInt(Integer::intValue).toArray(),
                        settings.resamples(),
                        settings.seed());
        for (TrialSet set : sets) {
            if (!set.trials().isEmpty()) {
                results.addAll(
                        run.run(
                                new TrialSet(
                                        set.name(),
                                        set.kind(),
                                        Sample.of(
                                                set.trials(), POPULATION_TRIALS, settings.seed())),
                                progress));
            }
        }
        return results;
    }

    /** The different questions of all files, whatever part they are in, one of each spelling. */
    private Set<String> allQuestions() {
        Map<String, String> questions = new LinkedHashMap<>();
        pairs.forEach(file ->
                questions(file)
                        .forEach(text -> questions.putIfAbsent(QuestionText.folded(text), text)));
        templates.forEach(file ->
                texts(file)
                        .forEach(text -> questions.putIfAbsent(QuestionText.folded(text), text)));
        tools.forEach(file ->
                file.rows().stream()
                        .map(row ->
                                row.messages()
                                        .path(row.messages().size() - 1)
                                        .path("content")
                                        .asString())
                        .filter(text -> !text.isBlank())
                        .forEach(text -> questions.putIfAbsent(QuestionText.folded(text), text)));
        return new LinkedHashSet<>(questions.values());
    }

    private static Set<String> questions(DataFile<Pair> file) {
        Set<String> questions = new LinkedHashSet<>();
        file.rows()
                .forEach(pair -> {
                    questions.add(pair.a());
                    questions.add(pair.b());
                });
        return questions;
    }

    private static Set<String> texts(DataFile<TemplateQuestion> file) {
        Set<String> texts = new LinkedHashSet<>();
        file.rows().forEach(row -> texts.add(row.text()));
        return texts;
    }

    /** The shipped thresholds by category, in lower case and in order. */
    private static Map<String, Double> thresholds() {
        Map<String, Double> thresholds = new TreeMap<>();
        TemplateThresholds.DEFAULTS
                .scores()
                .forEach((category, score) ->
                        thresholds.put(category.name().toLowerCase(Locale.ROOT), score));
        return thresholds;
    }
}
