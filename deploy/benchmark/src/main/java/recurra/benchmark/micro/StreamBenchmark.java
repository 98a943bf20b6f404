package recurra.benchmark.micro;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.coyote.Request;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.util.unit.DataSize;
import recurra.gateway.cachecontrol.ReplayMode;
import recurra.gateway.http.ClientResponse;
import recurra.gateway.provider.SseParser;
import recurra.gateway.replay.AnswerIdentity;
import recurra.gateway.replay.AnswerReplay;
import recurra.gateway.replay.ReadyAnswers;
import recurra.matching.ExactKey;
import recurra.matching.Sha256;
import recurra.store.answer.RecordedAnswer;

/** A streamed answer of some 200 chunks: taken in from a provider, and given again. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g"})
public class StreamBenchmark {
    private static final int CHUNKS = 200;

    /** As much as one TCP segment often brings. */
    private static final int PIECE = 1_400;

    private static final Duration LIMIT = Duration.ofMillis(1_500);
    private static final ExactKey ENTRY = new ExactKey(Sha256.hex("entry"));
    private static final AnswerIdentity IDENTITY =
            new AnswerIdentity("chatcmpl-00000000000000000000000000000000", 1_700_000_000);

    private final RecordedAnswer answer = answer();
    private final List<byte[]> pieces = pieces(answer);
    private final Request connection = new Request();
    private final HttpServletRequest nobody =
            doing(
                    HttpServletRequest.class,
                    method -> method.equals("getAttribute") ? connection : null);

    private final HttpServletResponse nowhere =
            doing(
                    HttpServletResponse.class,
                    method -> method.equals("getOutputStream") ? new Discarding() : null);

    private final AnswerReplay replay = replay(DataSize.ofMegabytes(16));
    private final AnswerReplay forgetful = replay(DataSize.ofBytes(0));

    /** From the provider's bytes to events. */
    @Benchmark
    public int sseParsing() {
        SseParser parser = new SseParser(1 << 20);
        int events = 0;
        for (byte[] piece : pieces) {
            events += parser.feed(piece).size();
        }
        return events;
    }

    /** From an answer that was given before to the client's bytes. */
    @Benchmark
    public ClientResponse replay() {
        return replayed(replay);
    }

    /** From an answer that is given for the first time to the client's bytes. */
    @Benchmark
    public ClientResponse firstReplay() {
        return replayed(forgetful);
    }

    private ClientResponse replayed(AnswerReplay by) {
        ClientResponse response = new ClientResponse(nobody, nowhere);
        by.stream(ENTRY, answer, true, ReplayMode.INSTANT, IDENTITY, response);
        return response;
    }

    private static AnswerReplay replay(DataSize kept) {
        return new AnswerReplay(new ReadyAnswers(kept, new SimpleMeterRegistry()), LIMIT);
    }

    private static RecordedAnswer answer() {
        List<RecordedAnswer.Event> events = new ArrayList<>();
        for (int i = 0; i < CHUNKS; i++) {
            events.add(chunk("{\"content\":\" word" + i + "\"}", "null"));
        }
        events.add(chunk("{}", "\"stop\""));
        return new RecordedAnswer(RecordedAnswer.Mode.STREAM, events);
    }

    private static RecordedAnswer.Event chunk(String delta, String finishReason) {
        return new RecordedAnswer.Event(
                10_000,
                """
                {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-4o-mini",\
                "choices":[{"index":0,"delta":%s,"finish_reason":%s}]}\
                """
                        .formatted(delta, finishReason));
    }

    private static List<byte[]> pieces(RecordedAnswer answer) {
        StringBuilder text = new StringBuilder();
        answer.events().forEach(event -> text.append("data: ").append(event.data()).append("\n\n"));
        byte[] bytes = text.append("data: [DONE]\n\n").toString().getBytes(StandardCharsets.UTF_8);
        List<byte[]> pieces = new ArrayList<>();
        for (int start = 0; start < bytes.length; start += PIECE) {
            pieces.add(Arrays.copyOfRange(bytes, start, Math.min(start + PIECE, bytes.length)));
        }
        return pieces;
    }

    /** A side of an exchange that does nothing but answer some methods, by name. */
    private static <T> T doing(Class<T> type, Function<String, @Nullable Object> answers) {
        return type.cast(
                Proxy.newProxyInstance(
                        StreamBenchmark.class.getClassLoader(),
                        new Class<?>[] {type},
                        (_, method, _) -> answers.apply(method.getName())));
    }

    /** Where bytes go nowhere. */
    private static final class Discarding extends ServletOutputStream {
        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {}

        @Override
        public void write(int value) {}

        @Override
        public void write(byte[] bytes, int start, int length) {}
    }
}
