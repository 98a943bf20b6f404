package recurra.evaluation.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import recurra.evaluation.encoding.Encoded;
import recurra.evaluation.encoding.Encoder;
import recurra.matching.EntryId;
import recurra.matching.template.PromptFeatures;
import recurra.matching.template.TemplateCandidate;
import recurra.matching.template.TemplateDecision;
import recurra.matching.template.TemplateMatcher;
import recurra.matching.template.TemplateThresholds;
import recurra.matching.template.Weighing;

/**
 * What the gateway does once it has the question's features and five near candidates as the
 * database gives them: it reads their features from JSON, asks the guards, and computes the scores.
 * Some of the candidates are vetoed and some are scored.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-Xmx1g"})
public class DecisionBenchmark {
    /** The length of the questions, about. */
    @Param({"8", "32", "128"})
    @SuppressWarnings("NullAway.Init") // JMH sets it.
    public String tokens;

    private final TemplateMatcher matcher = new TemplateMatcher(TemplateThresholds.DEFAULTS);
    private final List<Stored> stored = new ArrayList<>();
    private PromptFeatures asked = PromptFeatures.of("");

    private record Stored(EntryId id, double cosine, String features) {}

    /** Embeds the questions once; the time of the model is not measured. */
    @Setup
    public void embed() throws Exception {
        Path natives = Files.createTempDirectory("recurra-natives");
        List<String> questions = NearQuestions.ofTokens(tokens);
        try (Encoder encoder = new Encoder(natives)) {
            Encoded question = encoder.of(questions.getFirst());
            asked = question.features();
            for (int i = 1; i < questions.size(); i++) {
                Encoded candidate = encoder.of(questions.get(i));
                stored.add(
                        new Stored(
                                new EntryId(new UUID(0, i)),
                                question.cosine(candidate),
                                candidate.features().toJson()));
            }
        }
    }

    /** The decision among five candidates. */
    @Benchmark
    public TemplateDecision decision() {
        List<TemplateCandidate> candidates = new ArrayList<>(stored.size());
        for (Stored entry : stored) {
            candidates.add(candidate(entry));
        }
        return matcher.decide(asked, candidates);
    }

    /** All guards and the score on one candidate, also what a decision can do without. */
    @Benchmark
    public Weighing guardsAndScore() {
        return matcher.weigh(asked, candidate(stored.getFirst()));
    }

    private static TemplateCandidate candidate(Stored entry) {
        return new TemplateCandidate(
                entry.id(),
                entry.cosine(),
                PromptFeatures.fromJson(entry.features()),
                entry.id().toString());
    }
}
