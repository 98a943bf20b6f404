package recurra.store.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamContinuationTest {
    @Test
    void whatTheClientHadAndWhatIsLeftOfTheSecondAnswerIsTheAnswer() {
        Random random = new Random(31);
        for (int i = 0; i < 400; i++) {
            RecordedAnswer answer = RecutterTest.stream(random);
            List<String> first = data(answer);
            if (answer.events().stream().anyMatch(e -> e.data().contains("\"logprob\""))) {
                continue;
            }
            List<String> second =
                    AnswerContent.pieces(answer, true, new Random(i)).stream()
                            .map(AnswerPiece::data)
                            .toList();
            List<String> had = first.subList(0, random.nextInt(first.size() - 1));
            StreamContinuation continuation = new StreamContinuation(had);
            List<String> got = new ArrayList<>(had);
            second.forEach(chunk -> continuation.next(chunk).ifPresent(got::add));

            assertThat(continuation.isMatched()).isTrue();
            assertThat(AnswerContent.completion(recorded(got)))
                    .describedAs("answer %d after %d events", i, had.size())
                    .isEqualTo(AnswerContent.completion(answer));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Once upon a time | Once upon no time",
                "Once upon a time | Twice",
                "Once upon a time | Once upon",
            })
    void anotherAnswerIsNotSplicedOn(String had, String second) {
        StreamContinuation continuation = new StreamContinuation(List.of(content(had, null)));

        assertThatThrownBy(
                        () -> {
                            continuation.next(content(second, null));
                            continuation.next(content("", "stop"));
                        })
                .isInstanceOf(DivergedException.class)
                .hasMessageNotContaining("Once");
    }

    @Test
    void aSecondAnswerThatStopsShortIsNotMatched() {
        StreamContinuation continuation =
                new StreamContinuation(List.of(content("Once upon a time", null)));

        assertThat(continuation.next(content("Once", null))).isEmpty();
        assertThat(continuation.isMatched()).isFalse();
    }

    @Test
    void toolCallsKeepTheIdsThatTheClientHas() {
        String head =
                """
                {"choices":[{"index":0,"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"%s","type":"function","function":{"name":"%s","arguments":"{\\"a\\""}}]}}]}
                """;
        String more =
                """
                {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":":1}"}}]}}]}
                """;
        StreamContinuation same = new StreamContinuation(List.of(head.formatted("call_1", "f")));
        StreamContinuation other = new StreamContinuation(List.of(head.formatted("call_1", "f")));

        assertThat(same.next(head.formatted("call_2", "f"))).isEmpty();
        assertThat(same.next(more)).hasValueSatisfying(left -> assertThat(left).contains(":1}"));
        assertThatThrownBy(() -> other.next(head.formatted("call_2", "g")))
                .isInstanceOf(DivergedException.class);
    }

    private static String content(String text, String finishReason) {
        return "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},\"finish_reason\":%s}]}"
                .formatted(text, finishReason == null ? null : "\"" + finishReason + "\"");
    }

    private static List<String> data(RecordedAnswer answer) {
        return answer.events().stream().map(RecordedAnswer.Event::data).toList();
    }

    private static RecordedAnswer recorded(List<String> data) {
        return new RecordedAnswer(
                RecordedAnswer.Mode.STREAM,
                data.stream().map(one -> new RecordedAnswer.Event(0, one)).toList());
    }
}
