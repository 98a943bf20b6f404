package recurra.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a route declares of its questions holds for them, now and from the log. */
class DeclarationsIT {
    private static final Duration CATCH_UP = Duration.ofSeconds(60);

    /** The route that declares identifiers and time stamps volatile. */
    private static final String TICKETS = "gpt-4o";

    /** The route that compares personal questions. */
    private static final String SUPPORT = "gpt-4.1";

    /** No route, so nothing is declared. */
    private static final String OTHERS = "gpt-4o-mini";

    private static final String QUESTION = "What is the capital of %s (request id: %s)?";
    private static final String REWORDED = "Tell me the capital of %s please (request id: %s)";

    private static final String PERSONAL = "Where is my invoice?";
    private static final String PERSONAL_REWORDED = "Where's my invoice?";

    @TempDir private static Path data;
    private static Parts parts;
    private static RunningRecurra recurra;

    @BeforeAll
    static void start() {
        parts = new Parts();
        recurra =
                parts.options(data, "acme", "echoing", "asking")
                        .with("RECURRA_ROUTES_TICKETS_MODELS", TICKETS)
                        .with("RECURRA_ROUTES_TICKETS_CHAIN_0_PROVIDER", "default")
                        .with("RECURRA_ROUTES_TICKETS_VOLATILESLOTS", "identifier,timestamp")
                        .with("RECURRA_ROUTES_SUPPORT_MODELS", SUPPORT)
                        .with("RECURRA_ROUTES_SUPPORT_CHAIN_0_PROVIDER", "default")
                        .with("RECURRA_ROUTES_SUPPORT_ALSOCOMPARED", "personal")
                        .start();
    }

    @AfterAll
    static void stop() {
        recurra.close();
        parts.close();
    }

    @Test
    void aRequestThatDiffersInItsIdHasTheSameAnswerNowAndAfterAReplay() {
        RunningRecurra.Client client = recurra.client("acme");
        String kept = answer(client, TICKETS, "Mongolia", "48213");
        String keptElsewhere = answer(client, OTHERS, "Mongolia", "48213");
        answer(client, TICKETS, "Senegal", "48214");
        assertThat(keptElsewhere).isNotEqualTo(kept);

        requireSameAnswers(client, kept);
        assertThat(of("acme", parts.rows().vectors())).hasSize(3);

        requireSameRowsAfterReplay("acme");
        requireSameAnswers(client, kept);
    }

    @Test
    void aPersonalQuestionIsComparedWhereTheRouteSaysSoNowAndAfterAReplay() {
        RunningRecurra.Client client = recurra.client("asking");
        String kept = client.chat(SUPPORT, PERSONAL, "words=12").content();
        client.chat(OTHERS, PERSONAL, "words=12");
        answer(client, OTHERS, "Chad", "48213");

        requireComparedOnOneRoute(client, kept);
        // One is the capital's: without the declaration, nothing is computed of what is personal.
        assertThat(of("asking", parts.rows().vectors())).hasSize(2);

        requireSameRowsAfterReplay("asking");
        requireComparedOnOneRoute(client, kept);
    }

    private static void requireComparedOnOneRoute(RunningRecurra.Client client, String kept) {
        Reply reworded = awaitMatch("template", () -> client.probe(SUPPORT, PERSONAL_REWORDED));
        assertThat(reworded.content()).isEqualTo(kept);
        awaitMatch("template", () -> client.probe(OTHERS, REWORDED.formatted("Chad", "48213")));
        assertThat(client.probe(OTHERS, PERSONAL_REWORDED).match()).isEqualTo("none");
    }

    private static void requireSameRowsAfterReplay(String tenant) {
        List<String> entries = of(tenant, parts.rows().entries());
        List<String> vectors = of(tenant, parts.rows().vectors());

        parts.rows().deleteAll();
        assertThat(recurra.startReplay().statusCode()).isEqualTo(202);
        await().atMost(CATCH_UP)
                .until(() -> recurra.replay().get("state").asString().equals("done"));

        assertThat(of(tenant, parts.rows().entries())).isEqualTo(entries);
        assertThat(of(tenant, parts.rows().vectors())).isEqualTo(vectors);
    }

    private static List<String> of(String tenant, List<String> rows) {
        return rows.stream().filter(row -> row.startsWith(tenant + " ")).toList();
    }

    /** The simulator repeats the question, and so its id, unless it is told to say other words. */
    @Test
    void anAnswerThatRepeatsTheIdIsForThatIdOnly() {
        RunningRecurra.Client client = recurra.client("echoing");
        String asked = QUESTION.formatted("Bhutan", "7f3a91c2");
        String answer = client.chat(TICKETS, asked, "").content();
        assertThat(answer).contains("7f3a91c2");
        answer(client, TICKETS, "Laos", "7f3a91c2");
        awaitMatch("template", () -> client.probe(TICKETS, REWORDED.formatted("Laos", "9c1d77e0")));

        assertThat(client.probe(TICKETS, QUESTION.formatted("Bhutan", "9c1d77e0")).match())
                .isEqualTo("none");
        assertThat(client.probe(TICKETS, REWORDED.formatted("Bhutan", "7f3a91c2")).match())
                .isEqualTo("none");
        assertThat(client.probe(TICKETS, asked).match()).isEqualTo("exact");
        assertThat(client.probe(TICKETS, asked).content()).isEqualTo(answer);
    }

    private static void requireSameAnswers(RunningRecurra.Client client, String kept) {
        Reply spelled =
                awaitMatch(
                        "normalized",
                        () -> client.probe(TICKETS, QUESTION.formatted("Mongolia", "99-b")));
        Reply reworded =
                awaitMatch(
                        "template",
                        () -> client.probe(TICKETS, REWORDED.formatted("Mongolia", "77001")));
        assertThat(spelled.content()).isEqualTo(kept);
        assertThat(reworded.content()).isEqualTo(kept);
        assertThat(client.probe(TICKETS, QUESTION.formatted("Mongolia", "48213")).match())
                .isEqualTo("exact");
        // The route without a declaration is ready, too, and keeps the ids apart.
        awaitMatch("template", () -> client.probe(OTHERS, REWORDED.formatted("Mongolia", "48213")));
        assertThat(
                        List.of(
                                client.probe(TICKETS, QUESTION.formatted("Togo", "48213")),
                                client.probe(TICKETS, REWORDED.formatted("Togo", "48213")),
                                client.probe(OTHERS, QUESTION.formatted("Mongolia", "99-b")),
                                client.probe(OTHERS, REWORDED.formatted("Mongolia", "77001"))))
                .extracting(Reply::match)
                .containsOnly("none");
    }

    /** Asks, and is answered with words that have nothing to do with the question. */
    private static String answer(
            RunningRecurra.Client client, String model, String country, String id) {
        Reply reply = client.chat(model, QUESTION.formatted(country, id), "words=12");
        assertThat(reply.match()).isEqualTo("none");
        return reply.content();
    }

    private static Reply awaitMatch(String match, Callable<Reply> probe) {
        return await().atMost(CATCH_UP).until(probe, reply -> reply.match().equals(match));
    }
}
