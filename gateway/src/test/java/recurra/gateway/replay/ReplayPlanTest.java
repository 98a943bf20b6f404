package recurra.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import recurra.matching.ExactKey;
import recurra.matching.Sha256;
import recurra.store.answer.AnswerContent;
import recurra.store.answer.RecordedAnswer;

class ReplayPlanTest {
    private static final Duration LIMIT = Duration.ofMillis(1500);
    private static final ExactKey ENTRY = new ExactKey(Sha256.hex("entry"));

    @ParameterizedTest
    @MethodSource("modes")
    void everyPlanSaysWhatTheAnswerSays(Function<RecordedAnswer, ReplayPlan> mode) {
        RecordedAnswer answer = streamOf(50, 1_000);

        assertThat(AnswerContent.completion(played(mode.apply(answer))))
                .isEqualTo(AnswerContent.completion(answer));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void theFirstEventIsDueAtOnce(Function<RecordedAnswer, ReplayPlan> mode) {
        assertThat(mode.apply(streamOf(5, 3_000_000)).steps().getFirst().dueNanos()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40, 5_000, 60_000})
    void aNaturalReplayIsBounded(int words) {
        ReplayPlan plan = natural(streamOf(words, 1_000));

        assertThat(plan.steps()).extracting(ReplayPlan.Step::dueNanos).isSorted();
        assertThat(plan.steps().getLast().dueNanos()).isBetween(0L, LIMIT.toNanos());
    }

    @Test
    void aNaturalReplayFollowsFromTheEntryAlone() {
        RecordedAnswer answer = streamOf(80, 1_000);

        assertThat(natural(answer)).isEqualTo(natural(answer));
        assertThat(ReplayPlan.natural(new ExactKey(Sha256.hex("another")), answer, true, LIMIT))
                .isNotEqualTo(natural(answer));
    }

    @Test
    void aRecordedReplayKeepsChunksAndGaps() {
        RecordedAnswer answer = streamOf(3, 250_000);

        assertThat(recorded(answer).steps())
                .extracting(ReplayPlan.Step::data)
                .isEqualTo(answer.events().stream().map(RecordedAnswer.Event::data).toList());
        assertThat(recorded(answer).steps())
                .extracting(ReplayPlan.Step::dueNanos)
                .containsExactly(0L, 250_000_000L, 500_000_000L, 750_000_000L);
    }

    @Test
    void aHiccupOfTheProviderIsNotRecorded() {
        assertThat(recorded(streamOf(1, 60_000_000)).steps().getLast().dueNanos())
                .isEqualTo(ReplayPlan.LONGEST_GAP.toNanos());
    }

    private static List<Function<RecordedAnswer, ReplayPlan>> modes() {
        return List.of(ReplayPlanTest::natural, ReplayPlanTest::recorded);
    }

    private static ReplayPlan natural(RecordedAnswer answer) {
        return ReplayPlan.natural(ENTRY, answer, true, LIMIT);
    }

    private static ReplayPlan recorded(RecordedAnswer answer) {
        return ReplayPlan.recorded(answer, true);
    }

    private static RecordedAnswer played(ReplayPlan plan) {
        List<RecordedAnswer.Event> events =
                plan.steps().stream().map(s -> new RecordedAnswer.Event(0, s.data())).toList();
        return new RecordedAnswer(RecordedAnswer.Mode.STREAM, events);
    }

    /** As many words, each in an event of its own, then the end. */
    private static RecordedAnswer streamOf(int words, long gapMicros) {
        String chunk = "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"}}]}";
        String end =
                "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";
        return new RecordedAnswer(
                RecordedAnswer.Mode.STREAM,
                Stream.concat(
                                IntStream.range(0, words)
                                        .mapToObj(i ->
                                                chunk.formatted(i % 9 == 8 ? " end." : " word")),
                                Stream.of(end))
                        .map(data -> new RecordedAnswer.Event(gapMicros, data))
                        .toList());
    }
}
