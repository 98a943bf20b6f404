package recurra.gateway.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import recurra.gateway.lookup.Degradation.Part;

class TimeSpentTest {
    @Test
    void namesThePartThatHadMostAndNotTheOneThatIsLast() {
        TimeSpent spent = new TimeSpent(Part.POSTGRES);
        spent.turnTo(Part.EMBEDDER);
        await().pollDelay(Duration.ofMillis(200)).until(() -> true);
        spent.turnTo(Part.POSTGRES);

        assertThat(spent.mostOn()).isEqualTo(Part.EMBEDDER);
    }
}
