package recurra.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.unit.DataSize;
import recurra.gateway.http.EventStream;
import recurra.gateway.replay.ReadyAnswers.Form;
import recurra.store.answer.AnswerContent;
import recurra.store.answer.MalformedAnswerException;
import recurra.store.answer.RecordedAnswer;
import recurra.store.answer.RecordedAnswer.Event;
import recurra.store.answer.RecordedAnswer.Mode;

class ReadyAnswersTest {
    private static final int TRIALS = 300;
    private static final AnswerIdentity ONE = new AnswerIdentity("chatcmpl-one", 42);
    private static final AnswerIdentity OTHER =
            new AnswerIdentity("chatcmpl-\u00e9other", 12_345_678_901L);
    private static final List<String> TEXTS =
            List.of(
                    "word",
                    " ",
                    "\\n",
                    "\\\"id\\\":\\\"x\\\"",
                    "日本",
                    "\ud83d\ude00",
                    "é",
                    "{\\\"created\\\":1}",
                    "}",
                    "");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ReadyAnswers ready = new ReadyAnswers(DataSize.ofMegabytes(1), meters);

    @ParameterizedTest
    @MethodSource("answers")
    void whatIsReadyIsWhatWouldBeWrittenAnew(RecordedAnswer answer) {
        for (AnswerIdentity identity : List.of(ONE, OTHER, ONE)) {
            assertThat(text(answer, Form.BODY, identity))
                    .isEqualTo(identity.stamp(AnswerContent.body(answer)));
            assertThat(text(answer, Form.STREAM, identity))
                    .isEqualTo(events(answer, false, identity));
            assertThat(text(answer, Form.STREAM_WITH_USAGE, identity))
                    .isEqualTo(events(answer, true, identity));
        }
    }

    @Test
    void aFormIsMadeOnceForAnAnswer() {
        RecordedAnswer answer = answers().findFirst().orElseThrow();
        RecordedAnswer equal = new RecordedAnswer(answer.mode(), answer.events());

        assertThat(ready.of(answer, Form.BODY)).isSameAs(ready.of(answer, Form.BODY));
        assertThat(ready.of(answer, Form.STREAM)).isSameAs(ready.of(answer, Form.STREAM));
        assertThat(ready.of(answer, Form.BODY)).isSameAs(ready.of(answer, Form.BODY));
        assertThat(ready.of(equal, Form.BODY)).isNotSameAs(ready.of(answer, Form.BODY));
    }

    @Test
    void noMoreIsKeptThanAllowed() {
        List<RecordedAnswer> kept = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            RecordedAnswer answer = json("x".repeat(10_000));
            kept.add(answer);
            ready.of(answer, Form.BODY);
            ready.of(answer, Form.STREAM);
        }

        assertThat(meters.get("recurra.ready").gauge().value())
                .isPositive()
                .isLessThanOrEqualTo(DataSize.ofMegabytes(1).toBytes());
        assertThat(kept).hasSize(1_000);
    }

    @Test
    void whatIsNoCompletionIsRefusedEachTime() {
        RecordedAnswer broken = new RecordedAnswer(Mode.JSON, List.of(new Event(0, "{}")));

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> ready.of(broken, Form.STREAM))
                    .isInstanceOf(MalformedAnswerException.class);
        }
    }

    private String text(RecordedAnswer answer, Form form, AnswerIdentity identity) {
        return new String(ready.of(answer, form).with(identity), StandardCharsets.UTF_8);
    }

    private static String events(
            RecordedAnswer answer, boolean includeUsage, AnswerIdentity identity) {
        StringBuilder all = new StringBuilder();
        for (Event event : AnswerContent.chunks(answer, includeUsage)) {
            all.append(
                    new String(
                            EventStream.event(identity.stamp(event.data())),
                            StandardCharsets.UTF_8));
        }
        return all + "data: [DONE]\n\n";
    }

    private static Stream<RecordedAnswer> answers() {
        Random random = new Random(7);
        return IntStream.range(0, TRIALS)
                .mapToObj(trial -> {
                    String text = text(random);
                    return trial % 2 == 0 ? json(text) : stream(text, random);
                });
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            text.append(TEXTS.get(random.nextInt(TEXTS.size())));
        }
        return text.toString();
    }

    private static RecordedAnswer json(String text) {
        String body =
                """
                {"id":"a","object":"chat.completion",
                 "created":17,"model":"m","choices":[{"index":0,"message":{"role":"assistant",\
                "content":"%s"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}\
                """
                        .formatted(text);
        return new RecordedAnswer(Mode.JSON, List.of(new Event(0, body)));
    }

    private static RecordedAnswer stream(String text, Random random) {
        List<Event> events = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            events.add(
                    chunk(
                            "[{\"index\":0,\"delta\":{\"content\":\"%s\"},\"finish_reason\":%s}]"
                                    .formatted(text, i == 0 ? "\"stop\"" : "null"),
                            random.nextBoolean() ? "\n" : ""));
        }
        events.add(chunk("[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}", ""));
        return new RecordedAnswer(Mode.STREAM, events);
    }

    private static Event chunk(String choices, String space) {
        return new Event(
                0,
                "{\"choices\":%2$s,%1$s\"created\":17,\"model\":\"m\",\"id\":\"c\"}"
                        .formatted(space, choices));
    }
}
