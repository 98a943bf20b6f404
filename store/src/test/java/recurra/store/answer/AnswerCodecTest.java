package recurra.store.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.github.luben.zstd.Zstd;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import recurra.events.AnswerMode;
import recurra.store.Samples;

class AnswerCodecTest {
    private static final CachedAnswer FULL =
            Samples.answer(
                    Samples.ACME, "question", "yes", Samples.NOON, Samples.NOON.plusSeconds(60));

    @Test
    void keepsEveryField() {
        assertThat(AnswerCodec.decode(AnswerCodec.encode(FULL))).isEqualTo(FULL);
    }

    @Test
    void keepsWhatIsAbsent() {
        CachedAnswer sparse =
                new CachedAnswer(
                        FULL.entryId(),
                        FULL.exactKey(),
                        FULL.model(),
                        FULL.answeredModel(),
                        FULL.provider(),
                        null,
                        null,
                        FULL.answeredAt(),
                        null,
                        FULL.answer());

        assertThat(AnswerCodec.decode(AnswerCodec.encode(sparse))).isEqualTo(sparse);
    }

    @Test
    void keepsEveryCharacterOfAStream() {
        RecordedAnswer stream =
                stream(
                        "\"\\u0000\"",
                        "line\nline\r\n\ttab  ",
                        "",
                        "日本語 🎉 \u0000 \u2028",
                        "{\"a\": 1.50}");

        assertThat(AnswerCodec.decodeRecording(AnswerCodec.encodeRecording(stream)))
                .isEqualTo(stream);
    }

    @Test
    void takesLessRoomThanTheText() {
        RecordedAnswer stream =
                stream(
                        IntStream.range(0, 500)
                                .mapToObj(i ->
                                        "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"choices\":"
                                                + "[{\"index\":0,\"delta\":{\"content\":\" word"
                                                + i
                                                + "\"},\"finish_reason\":null}]}")
                                .toArray(String[]::new));

        assertThat(AnswerCodec.encodeRecording(stream)).hasSizeLessThan(6_000);
    }

    @Test
    void damageIsToldAndNeverAnotherAnswer() {
        byte[] whole = AnswerCodec.encode(FULL);
        Random random = new Random(42);

        for (int round = 0; round < 5_000; round++) {
            byte[] damaged = whole.clone();
            int position = random.nextInt(whole.length);
            damaged[position] ^= (byte) (1 << random.nextInt(8));
            try {
                // Some bits of the frame's header say nothing about the content.
                assertThat(AnswerCodec.decode(damaged)).isEqualTo(FULL);
            } catch (UnreadableAnswerException expected) {
                assertThat(expected).isNotNull();
            }
        }
    }

    @Test
    void refusesBytesThatAreNoAnswer() {
        assertUnreadable();
        assertUnreadable((byte) 1);
        assertUnreadable("{\"json\": true}".getBytes(UTF_8));
        byte[] otherVersion = AnswerCodec.encode(FULL);
        otherVersion[0] = 9;
        assertUnreadable(otherVersion);
        assertUnreadable(Arrays.copyOf(AnswerCodec.encode(FULL), 60));
    }

    @Test
    void refusesToUnpackMoreThanTheLimit() {
        byte[] bomb = Zstd.compress(new byte[AnswerCodec.MAX_BYTES + 1]);
        byte[] bytes = new byte[bomb.length + 1];
        bytes[0] = 1;
        System.arraycopy(bomb, 0, bytes, 1, bomb.length);

        assertThat(bytes).hasSizeLessThan(10_000);
        assertUnreadable(bytes);
    }

    @Test
    void refusesToPackMoreThanTheLimit() {
        RecordedAnswer large = stream("x".repeat(AnswerCodec.MAX_BYTES));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnswerCodec.encodeRecording(large))
                .withMessageContaining("67108864");
    }

    @Test
    void isTheSameAsEvents() {
        RecordedAnswer stream = stream("one", "two");

        assertThat(AnswerCodec.recorded(AnswerCodec.mode(stream), AnswerCodec.events(stream)))
                .isEqualTo(stream);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> AnswerCodec.recorded(AnswerMode.UNKNOWN, AnswerCodec.events(stream)));
    }

    @Test
    void keepsMicroseconds() {
        Instant instant = Instant.parse("2026-03-01T12:00:00.000001Z");
        CachedAnswer answer = Samples.answer(Samples.ACME, "question", "yes", instant);

        assertThat(AnswerCodec.decode(AnswerCodec.encode(answer)).answeredAt()).isEqualTo(instant);
    }

    private static RecordedAnswer stream(String... data) {
        return new RecordedAnswer(
                RecordedAnswer.Mode.STREAM,
                List.of(data).stream()
                        .map(piece -> new RecordedAnswer.Event(1_500, piece))
                        .toList());
    }

    private static void assertUnreadable(byte... bytes) {
        assertThatExceptionOfType(UnreadableAnswerException.class)
                .isThrownBy(() -> AnswerCodec.decode(bytes));
    }
}
