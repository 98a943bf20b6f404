package recurra.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.standalone.SteadyLoad.Exchange;
import recurra.standalone.SteadyLoad.Kind;
import tools.jackson.databind.JsonNode;

/** Everything but the log is lost, and comes back from the log. */
class ReplayIT {
    private static final Duration CATCH_UP = Duration.ofSeconds(60);
    private static final List<Question> QUESTIONS = Question.range(0, 300);

    /** The template tier is asked about every tenth. */
    private static final List<Question> REWORDED =
            QUESTIONS.stream().filter(question -> QUESTIONS.indexOf(question) % 10 == 0).toList();

    @TempDir private static Path data;
    private static Parts parts;
    private static RunningRecurra recurra;

    @BeforeAll
    static void start() {
        parts = new Parts();
        recurra = parts.options(data, "acme").start();
    }

    @AfterAll
    static void stop() {
        recurra.close();
        parts.close();
    }

    @Test
    void bringsBackTheSameEntriesAndTheSameHits() {
        RunningRecurra.Client client = recurra.client("acme");
        Map<Question, String> answers =
                QUESTIONS.stream()
                        .collect(
                                Collectors.toMap(
                                        Function.identity(),
                                        question -> client.ask(question.text()).content()));
        await().atMost(CATCH_UP)
                .until(() -> parts.rows().vectors().size(), vectors -> vectors == QUESTIONS.size());
        Map<String, String> templateHits = awaitTemplateHits(client);
        List<String> entries = parts.rows().entries();
        List<String> vectors = parts.rows().vectors();
        JsonNode listed = recurra.admin("/admin/v1/entries?limit=200");
        assertThat(entries).hasSize(QUESTIONS.size());

        parts.rows().deleteAll();
        flushRedis();
        assertThat(client.probe(QUESTIONS.getFirst().text()).match()).isEqualTo("none");

        try (SteadyLoad load = new SteadyLoad(number -> probe(client, number))) {
            assertThat(recurra.startReplay().statusCode()).isEqualTo(202);
            JsonNode replay =
                    await().atMost(CATCH_UP)
                            .until(
                                    recurra::replay,
                                    found -> !found.get("state").asString().equals("running"));
            assertThat(replay.get("state").asString()).as("%s", replay).isEqualTo("done");
            assertThat(replay.get("events").asLong()).isGreaterThanOrEqualTo(2L * entries.size());
            assertThat(load.end())
                    .isNotEmpty()
                    .allSatisfy(exchange ->
                            assertThat(exchange.reply().content())
                                    .isEqualTo(answers.get(exchange.question())));
        }

        assertThat(parts.rows().entries()).isEqualTo(entries);
        assertThat(parts.rows().vectors()).isEqualTo(vectors);
        assertThat(recurra.admin("/admin/v1/entries?limit=200")).isEqualTo(listed);
        long calls = parts.simulator().stats().chatCalls();
        assertThat(QUESTIONS)
                .allSatisfy(question -> {
                    Reply reply = client.ask(question.text());
                    assertThat(reply.match()).isEqualTo("exact");
                    assertThat(reply.content()).isEqualTo(answers.get(question));
                });
        assertThat(parts.simulator().stats().chatCalls()).isEqualTo(calls);
        assertThat(awaitTemplateHits(client)).isEqualTo(templateHits);
    }

    private static Exchange probe(RunningRecurra.Client client, int number) {
        Question question = QUESTIONS.get(number % QUESTIONS.size());
        return new Exchange(Kind.REPEATED, question, client.probe(question.text()));
    }

    /** The entries from which reworded questions are answered. */
    private static Map<String, String> awaitTemplateHits(RunningRecurra.Client client) {
        return REWORDED.stream()
                .map(Question::reworded)
                .collect(
                        Collectors.toMap(
                                Function.identity(),
                                reworded ->
                                        await().atMost(CATCH_UP)
                                                .until(
                                                        () -> client.probe(reworded),
                                                        reply -> reply.match().equals("template"))
                                                .header("x-cache-provenance")
                                                .orElseThrow()));
    }

    private static void flushRedis() {
        try (RedisClient client = RedisClient.create(parts.redis().url());
                var connection = client.connect()) {
            connection.sync().flushall();
        }
    }
}
