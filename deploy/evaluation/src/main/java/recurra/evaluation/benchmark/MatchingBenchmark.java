package recurra.evaluation.benchmark;

import java.nio.charset.StandardCharsets;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import recurra.evaluation.encoding.Encoded;
import recurra.evaluation.encoding.Encoder;
import recurra.matching.EntryId;
import recurra.matching.request.ChatRequest;
import recurra.matching.request.InvalidRequestException;
import recurra.matching.request.RequestLimits;
import recurra.matching.template.Eligibility;
import recurra.matching.template.PromptFeatures;
import recurra.matching.template.TemplateCandidate;
import recurra.matching.template.TemplateDecision;
import recurra.matching.template.TemplateMatcher;
import recurra.matching.template.TemplateThresholds;

/**
 * The parts of a look-up that are Recurra's own: everything but the embedding, Redis and Postgres.
 *
 * <p>A decision is what the gateway does with five candidates as the database gives them: it reads
 * their features from JSON, asks the guards, and computes the scores.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-Xmx1g"})
public class MatchingBenchmark {
    private static final String ASKED =
            "Which flights from Boston to San Francisco on Wednesday morning are the cheapest?";

    private static final List<String> CANDIDATES =
            List.of(
                    "What are the cheapest flights from Boston to San Francisco on Wednesday morning?",
                    "What are the cheapest flights from San Francisco to Boston on Wednesday morning?",
                    "Show me all flights from Boston to Oakland on Wednesday morning",
                    "How do I find cheap flights between Boston and San Francisco?",
                    "Which is the earliest flight from Boston to San Francisco on Thursday?");

    private static final byte[] REQUEST =
            ("{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"system\",\"content\":\"You are a travel agent.\"},"
                            + "{\"role\":\"user\",\"content\":\""
                            + ASKED
                            + "\"}]}")
                    .getBytes(StandardCharsets.UTF_8);

    private final TemplateMatcher matcher = new TemplateMatcher(TemplateThresholds.DEFAULTS);
    private final List<Stored> stored = new ArrayList<>();
    private PromptFeatures asked = PromptFeatures.of(ASKED);

    private record Stored(EntryId id, double cosine, String features) {}

    /** Embeds the questions once; the time of the model is not measured. */
    @Setup
    public void embed() throws Exception {
        Path natives = Files.createTempDirectory("recurra-natives");
        try (Encoder encoder = new Encoder(natives)) {
            Encoded question = encoder.of(ASKED);
            asked = question.features();
            for (int i = 0; i < CANDIDATES.size(); i++) {
                Encoded candidate = encoder.of(CANDIDATES.get(i));
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
            candidates.add(
                    new TemplateCandidate(
                            entry.id(),
                            entry.cosine(),
                            PromptFeatures.fromJson(entry.features()),
                            entry.id().toString()));
        }
        return matcher.decide(asked, candidates);
    }

    /** Whether the question is one for the tier at all. */
    @Benchmark
    public Eligibility.Result eligibility() {
        return Eligibility.of(ASKED);
    }

    /** The question's features, without the vectors of its words. */
    @Benchmark
    public PromptFeatures features() {
        return PromptFeatures.of(ASKED);
    }

    /** A request from its bytes to its exact and normalised keys. */
    @Benchmark
    public Object keys() throws InvalidRequestException {
        ChatRequest request = ChatRequest.parse(REQUEST, RequestLimits.DEFAULTS);
        return List.of(request.exactKey(), request.normalizedKey());
    }
}
