package recurra.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.simulator.Simulator;
import recurra.simulator.SimulatorOptions;

/**
 * A run with nothing given but a provider: Kafka, Redis and Postgres are embedded and, as that
 * Postgres has no pgvector, the template index is Lucene's.
 */
class DefaultRunIT {
    private static final Duration CATCH_UP = Duration.ofSeconds(60);

    @TempDir private static Path data;
    private static Simulator simulator;
    private static RunningRecurra recurra;

    @BeforeAll
    static void start() {
        simulator = Simulator.start(SimulatorOptions.defaults());
        recurra = new RunningRecurra.Options(data, "acme").with(simulator).start();
    }

    @AfterAll
    static void stop() {
        recurra.close();
        simulator.close();
    }

    @Test
    void findsOtherWordsAlsoAfterAReplayAndARestart() {
        Question question = Question.range(0, 1).getFirst();
        Reply miss = recurra.client("acme").ask(question.text());
        Reply hit = awaitTemplateHit(question);
        assertThat(miss.match()).isEqualTo("none");
        assertThat(hit.content()).isEqualTo(miss.content());
        assertThat(data.resolve("template-index")).isNotEmptyDirectory();

        assertThat(recurra.startReplay().statusCode()).isEqualTo(202);
        await().atMost(CATCH_UP)
                .until(() -> recurra.replay().get("state").asString().equals("done"));
        assertServedAsBefore(question, hit);

        recurra.restart();
        assertServedAsBefore(question, hit);
    }

    private static void assertServedAsBefore(Question question, Reply hit) {
        Reply exact = recurra.client("acme").probe(question.text());
        assertThat(exact.match()).isEqualTo("exact");
        assertThat(exact.content()).isEqualTo(hit.content());
        Reply again = awaitTemplateHit(question);
        assertThat(again.header("x-cache-provenance")).isEqualTo(hit.header("x-cache-provenance"));
    }

    private static Reply awaitTemplateHit(Question question) {
        return await().atMost(CATCH_UP)
                .until(
                        () -> recurra.client("acme").probe(question.reworded()),
                        reply -> reply.match().equals("template"));
    }
}
