package recurra.evaluation.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import recurra.matching.request.ChatRequest;
import recurra.matching.request.InvalidRequestException;
import recurra.matching.request.RequestLimits;
import recurra.matching.template.Eligibility;
import recurra.matching.template.PromptFeatures;
import recurra.matching.template.SimHash;

/**
 * The parts of a look-up that are Recurra's own and come before the decision: everything but the
 * embedding, Redis and Postgres.
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

    private static final byte[] REQUEST =
            ("{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"system\",\"content\":\"You are a travel agent.\"},"
                            + "{\"role\":\"user\",\"content\":\""
                            + ASKED
                            + "\"}]}")
                    .getBytes(StandardCharsets.UTF_8);

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

    /** What nominates candidates for long questions. */
    @Benchmark
    public long simHash() {
        return SimHash.of(ASKED);
    }

    /** A request from its bytes to its fields. */
    @Benchmark
    public ChatRequest request() throws InvalidRequestException {
        return ChatRequest.parse(REQUEST, RequestLimits.DEFAULTS);
    }

    /** A request from its bytes to its canonical form, its exact and its normalised key. */
    @Benchmark
    public Object keys() throws InvalidRequestException {
        ChatRequest request = ChatRequest.parse(REQUEST, RequestLimits.DEFAULTS);
        return List.of(request.exactKey(), request.normalizedKey());
    }
}
