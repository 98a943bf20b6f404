package recurra.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import recurra.gateway.cachecontrol.ReplayMode;
import recurra.matching.ExactKey;
import recurra.matching.Sha256;
import recurra.store.answer.AnswerContent;
import recurra.store.answer.RecordedAnswer;

class ReplayPlanTest {
    private static final Duration LIMIT = Duration.ofMillis(1500);
    private static final ExactKey ENTRY = new ExactKey(Sha256.hex("entry"));

    @ParameterizedTest
    @EnumSource(ReplayMode.class)
    void everyModeSaysWhatTheAnswerSays(ReplayMode mode) {
        RecordedAnswer answer = streamOf(50, 1_000);

        assertThat(AnswerContent.completion(played(plan(answer, mode))))
                .isEqualTo(AnswerContent.completion(answer));
    }

    @ParameterizedTest
    @EnumSource(ReplayMode.class)
    void theFirstEventIsDueAtOnce(ReplayMode mode) {
        assertThat(plan(streamOf(5, 3_000_000), mode).steps().getFirst().dueNanos()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40, 5_000, 60_000})
    void aNaturalReplayIsBounded(int words) {
        ReplayPlan plan = plan(streamOf(words, 1_000), ReplayMode.NATURAL);

        assertThat(plan.steps()).extracting(ReplayPlan.Step::dueNanos).isSorted();
        assertThat(plan.steps().getLast().dueNanos()).isBetween(0L, LIMIT.toNanos());
    }

    @Test
    void aNaturalReplayFollowsFromTheEntryAlone() {
        RecordedAnswer answer = streamOf(80, 1_000);

        assertThat(plan(answer, ReplayMode.NATURAL)).isEqualTo(plan(answer, ReplayMode.NATURAL));
        assertThat(
                        ReplayPlan.of(
                                new ExactKey(Sha256.hex("another")),
                                answer,
                                true,
                                ReplayMode.NATURAL,
                                LIMIT))
                .isNotEqualTo(plan(answer, ReplayMode.NATURAL));
    }

    @Test
    void aRecordedReplayKeepsChunksAndGaps() {
        RecordedAnswer answer = streamOf(3, 250_000);

        assertThat(plan(answer, ReplayMode.RECORDED).steps())
                .extracting(ReplayPlan.Step::data)
                .isEqualTo(answer.events().stream().map(RecordedAnswer.Event::data).toList());
        assertThat(plan(answer, ReplayMode.RECORDED).steps())
                .extracting(ReplayPlan.Step::dueNanos)
                .containsExactly(0L, 250_000_000L, 500_000_000L, 750_000_000L);
    }

    @Test
    void aHiccupOfTheProviderIsNotRecorded() {
        assertThat(plan(streamOf(1, 60_000_000), ReplayMode.RECORDED).steps().getLast().dueNanos())
                .isEqualTo(ReplayPlan.LONGEST_GAP.toNanos());
    }

    private static ReplayPlan plan(RecordedAnswer answer, ReplayMode mode) {
        return ReplayPlan.of(ENTRY, answer, true, mode, LIMIT);
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
