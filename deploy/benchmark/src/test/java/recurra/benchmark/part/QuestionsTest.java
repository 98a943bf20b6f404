package recurra.benchmark.part;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import recurra.benchmark.part.Questions.Length;

class QuestionsTest {
    @Test
    void noQuestionComesTwiceBeforeAllHaveCome() {
        Set<String> asked = new HashSet<>();
        for (long number = 0; number < Questions.COUNT; number++) {
            asked.add(Questions.of(number));
        }

        assertThat(asked).hasSize(Math.toIntExact(Questions.COUNT));
        assertThat(Questions.COUNT).isGreaterThan(1_000_000);
    }

    @Test
    void rewordedQuestionsDifferFromOneAnother() {
        for (Length length : Length.values()) {
            List<String> kept =
                    IntStream.range(0, Questions.REWORDED)
                            .mapToObj(number -> Questions.kept(length, number))
                            .toList();
            List<String> asked =
                    IntStream.range(0, Questions.REWORDED)
                            .mapToObj(number -> Questions.reworded(length, number))
                            .toList();

            assertThat(kept).doesNotHaveDuplicates().doesNotContainAnyElementsOf(asked);
            assertThat(asked).doesNotHaveDuplicates();
        }
    }
}
