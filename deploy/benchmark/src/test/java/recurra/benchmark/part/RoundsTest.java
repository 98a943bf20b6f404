package recurra.benchmark.part;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
    @Test
    void everyRoundHasEveryTargetAndBeginsWithTheNext() throws IOException {
        List<String> steps = new ArrayList<>();

        Rounds.each(4, List.of("a", "b", "c"), (round, target) -> steps.add(round + target));

        assertThat(steps)
                .containsExactly(
                        "0a", "0b", "0c", "1b", "1c", "1a", "2c", "2a", "2b", "3a", "3b", "3c");
    }

    @Test
    void oneTargetIsNoProblem() {
        assertThat(Rounds.order(List.of("a"), 3)).containsExactly("a");
    }
}
