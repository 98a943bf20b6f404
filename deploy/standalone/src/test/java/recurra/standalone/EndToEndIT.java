package recurra.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A request's way through all parts and back, as clients and administrators see it. */
class EndToEndIT {
    private static final Duration CATCH_UP = Duration.ofSeconds(30);

    @TempDir private static Path data;
    private static Parts parts;
    private static RunningRecurra recurra;

    @BeforeAll
    static void start() {
        parts = new Parts();
        recurra = parts.options(data, "acme", "globex", "counted", "deleting").start();
    }

    @AfterAll
    static void stop() {
        recurra.close();
        parts.close();
    }

    @Test
    void answersTheSameRequestOnce() {
        RunningRecurra.Client client = recurra.client("acme");
        long before = parts.simulator().stats().chatCalls();

        Reply miss = client.ask("How do volcanoes form?");
        Reply hit = client.ask("How do volcanoes form?");
        Reply streamed = client.stream("How do volcanoes form?");

        assertThat(List.of(miss.match(), hit.match(), streamed.match()))
                .containsExactly("none", "exact", "exact");
        assertThat(parts.simulator().stats().chatCalls() - before).isEqualTo(1);
        assertThat(hit.content()).isEqualTo(miss.content());
        assertThat(streamed.content()).isEqualTo(miss.content());
        assertThat(streamed.response().body()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void answersWholeWhatWasStreamed() {
        RunningRecurra.Client client = recurra.client("acme");

        Reply streamed = client.stream("How do glaciers move?");
        Reply whole = client.ask("How do glaciers move?");

        assertThat(streamed.match()).isEqualTo("none");
        assertThat(whole.match()).isEqualTo("exact");
        assertThat(whole.content()).isEqualTo(streamed.content());
    }

    @Test
    void recognisesAnotherSpelling() {
        RunningRecurra.Client client = recurra.client("acme");
        Reply miss = client.ask("What makes leaves turn red?");

        Reply hit = awaitMatch("normalized", () -> client.probe("what makes  LEAVES turn red"));

        assertThat(hit.content()).isEqualTo(miss.content());
    }

    @Test
    void recognisesOtherWords() {
        RunningRecurra.Client client = recurra.client("acme");
        Reply miss = client.ask("What is the capital of Mongolia?");
        client.ask("What is the capital of Senegal?");

        Reply hit =
                awaitMatch(
                        "template", () -> client.probe("Tell me the capital of Mongolia please"));

        assertThat(hit.content()).isEqualTo(miss.content());
        assertThat(hit.header("x-cache-score").map(Double::parseDouble).orElseThrow())
                .isBetween(0.5, 1.0);
        String entry = hit.header("x-cache-provenance").orElseThrow();
        assertThat(entry)
                .isEqualTo(
                        client.ask("What is the capital of Mongolia?")
                                .header("x-cache-provenance")
                                .orElseThrow());
        assertThat(parts.rows().vectors())
                .anyMatch(vector -> vector.startsWith("acme " + entry + " "));
    }

    /** What other caches are known to confuse, or should not have answered from a cache at all. */
    @Test
    void keepsApartWhatOthersConfuse() {
        RunningRecurra.Client client = recurra.client("acme");
        List<List<String>> pairs =
                List.of(
                        List.of("How do I enable 2FA?", "How do I disable 2FA?"),
                        List.of("How do I reset my router?", "How do I not reset my router?"),
                        List.of("Convert 100 USD to EUR", "Convert 100 EUR to USD"),
                        List.of(
                                "How do I convert 100 USD to EUR?",
                                "How do I convert 100 EUR to USD?"),
                        List.of("Is it safe to eat raw eggs?", "Is it unsafe to eat raw eggs?"),
                        List.of("What does article 123 say?", "What does article 456 say?"),
                        List.of(
                                "What is the weather in Oslo today?",
                                "Tell me the weather in Oslo today"),
                        List.of("What is my balance?", "Tell me my balance please"),
                        List.of("What does it mean?", "Tell me what it means"),
                        List.of("Delete the file report.txt", "Please delete the file report.txt"));
        pairs.forEach(pair -> client.ask(pair.getFirst()));
        client.ask("What is the boiling point of mercury?");
        awaitMatch("template", () -> client.probe("Tell me the boiling point of mercury please"));
        long before = parts.simulator().stats().chatCalls();

        List<Reply> replies = pairs.stream().map(pair -> client.probe(pair.getLast())).toList();

        assertThat(replies).extracting(Reply::match).containsOnly("none");
        assertThat(replies).extracting(Reply::degraded).containsOnly("");
        assertThat(parts.simulator().stats().chatCalls() - before).isEqualTo(pairs.size());
    }

    @Test
    void doesNotTakeOppositesForTheSame() {
        RunningRecurra.Client client = recurra.client("acme");
        client.ask("How do I enable two-factor authentication?");
        client.ask("How many feet are in 100 metres?");
        awaitMatch("template", () -> client.probe("How can I enable two-factor authentication?"));
        awaitMatch("template", () -> client.probe("Tell me how many feet are in 100 metres"));

        List<Reply> replies =
                List.of(
                        client.probe("How do I disable two-factor authentication?"),
                        client.probe("How do I not enable two-factor authentication?"),
                        client.probe("How many metres are in 100 feet?"),
                        client.probe("How many feet are in 200 metres?"));

        assertThat(replies).extracting(Reply::match).containsOnly("none");
    }

    @Test
    void sharesNothingBetweenTenants() {
        RunningRecurra.Client acme = recurra.client("acme");
        acme.ask("What is the capital of Bhutan?");
        awaitMatch("template", () -> acme.probe("Tell me the capital of Bhutan please"));
        RunningRecurra.Client globex = recurra.client("globex");

        List<Reply> replies =
                List.of(
                        globex.probe("What is the capital of Bhutan?"),
                        globex.probe("what is the capital of bhutan"),
                        globex.probe("Tell me the capital of Bhutan please"));

        assertThat(replies).extracting(Reply::match).containsOnly("none");
        assertThat(recurra.client("nobody").ask("What is the capital of Bhutan?").status())
                .isEqualTo(401);
    }

    @Test
    void countsWhatWasAsked() {
        RunningRecurra.Client client = recurra.client("counted");
        List<Reply> replies = new ArrayList<>();
        replies.add(client.ask("What is the capital of Laos?"));
        replies.add(client.stream("What is the capital of Togo?"));
        replies.add(client.ask("What is the capital of Laos?"));
        replies.add(client.ask("what is the capital of laos"));
        awaitMatch(
                "template",
                () -> {
                    Reply reply = client.probe("Tell me the capital of Laos please");
                    replies.add(reply);
                    return reply;
                });

        JsonNode statistics =
                await().atMost(CATCH_UP)
                        .until(
                                () -> recurra.admin("/admin/v1/statistics?tenant=counted"),
                                found -> found.at("/total/requests").asInt() == replies.size());

        List<Reply> misses = replies.stream().filter(reply -> isMatch(reply, "none")).toList();
        List<Reply> hits = replies.stream().filter(reply -> !isMatch(reply, "none")).toList();
        assertThat(statistics.at("/total/misses").asInt()).isEqualTo(misses.size());
        assertThat(statistics.at("/total/hits").asInt()).isEqualTo(hits.size());
        assertThat(statistics.at("/total/failed").asInt()).isZero();
        for (String kind : List.of("exact", "normalized", "template")) {
            assertThat(statistics.at("/outcomes/" + kind).asLong())
                    .as(kind)
                    .isEqualTo(hits.stream().filter(reply -> isMatch(reply, kind)).count());
        }
        // The streamed answer did not say its tokens: its client did not ask for them.
        long togo = tokens(client.ask("What is the capital of Togo?"), "prompt_tokens");
        assertThat(statistics.at("/total/spent/promptTokens").asLong())
                .isEqualTo(sum(misses, "prompt_tokens") + togo);
        assertThat(statistics.at("/total/saved/completionTokens").asLong())
                .isEqualTo(sum(hits, "completion_tokens"));
        assertThat(statistics.at("/total/saved/usd").decimalValue())
                .isEqualByComparingTo(
                        hits.stream()
                                .map(reply ->
                                        new BigDecimal(
                                                reply.header("x-recurra-saved-usd").orElseThrow()))
                                .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isPositive();
    }

    @Test
    void deletesForGood() {
        RunningRecurra.Client client = recurra.client("deleting");
        client.ask("How tall is Kilimanjaro?");
        client.ask("How deep is Lake Baikal?");
        JsonNode entry = awaitEntry("deleting", "Kilimanjaro");
        awaitEntry("deleting", "Baikal");
        String path = "/admin/v1/entries/deleting/" + entry.get("id").asString();
        assertThat(recurra.admin(path).at("/answer/choices/0/message/content").asString())
                .isEqualTo(client.ask("How tall is Kilimanjaro?").content());

        assertThat(recurra.deleteAtAdmin(path).statusCode()).isIn(202, 204);

        await().atMost(CATCH_UP)
                .untilAsserted(() -> {
                    assertThat(client.probe("How tall is Kilimanjaro?").match()).isEqualTo("none");
                    assertThat(entriesWith("deleting", "Kilimanjaro")).isEmpty();
                });
        assertThat(client.probe("How deep is Lake Baikal?").match()).isEqualTo("exact");

        assertThat(recurra.startReplay().statusCode()).isEqualTo(202);
        await().atMost(CATCH_UP)
                .until(() -> recurra.replay().get("state").asString().equals("done"));

        assertThat(client.probe("How tall is Kilimanjaro?").match()).isEqualTo("none");
        assertThat(client.probe("How deep is Lake Baikal?").match()).isEqualTo("exact");
        assertThat(entriesWith("deleting", "Kilimanjaro")).isEmpty();
        assertThat(entriesWith("deleting", "Baikal")).hasSize(1);
    }

    private static Reply awaitMatch(String match, Callable<Reply> probe) {
        return await().atMost(CATCH_UP).until(probe, reply -> isMatch(reply, match));
    }

    private static boolean isMatch(Reply reply, String match) {
        return reply.match().equals(match);
    }

    private static JsonNode awaitEntry(String tenant, String text) {
        return await().atMost(CATCH_UP)
                .until(() -> entriesWith(tenant, text), found -> found.size() == 1)
                .getFirst();
    }

    private static List<JsonNode> entriesWith(String tenant, String text) {
        String words = URLEncoder.encode(text, StandardCharsets.UTF_8);
        return recurra.admin("/admin/v1/entries?tenant=" + tenant + "&text=" + words)
                .get("entries")
                .valueStream()
                .toList();
    }

    private static long sum(List<Reply> replies, String kind) {
        return replies.stream()
                .filter(reply -> !reply.isStream())
                .mapToLong(reply -> tokens(reply, kind))
                .sum();
    }

    private static long tokens(Reply reply, String kind) {
        return reply.json().at("/usage/" + kind).asLong();
    }
}
