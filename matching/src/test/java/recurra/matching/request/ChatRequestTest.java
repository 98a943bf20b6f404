package recurra.matching.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatRequestTest {
    private static final String QUESTION = "{\"role\":\"user\",\"content\":\"What is rain?\"}";

    @Test
    void losesNothing() {
        String body =
                "{ \"model\": \"m\", \"messages\": [%s], \"new_field\": {\"deep\": [1.0, 9007199254740993, 1e30]} }"
                        .formatted(QUESTION);
        ChatRequest request = parse(body);

        assertThat(request.body()).asString(UTF_8).isEqualTo(body);
        assertThat(request.tree().toString())
                .isEqualTo(
                        "{\"model\":\"m\",\"messages\":[%s],\"new_field\":{\"deep\":[1.0,9007199254740993,1E+30]}}"
                                .formatted(QUESTION));
        assertThat(request.canonical())
                .isEqualTo(
                        "{\"messages\":[{\"content\":\"What is rain?\",\"role\":\"user\"}],\"model\":\"m\","
                                + "\"new_field\":{\"deep\":[1,9007199254740993,1e+30]}}");
    }

    @Test
    void theSameForAStreamHasItsKeysAndAllItsFields() {
        Declaration ids = Declaration.labelled(List.of("identifier"), List.of());
        ChatRequest whole =
                parse(with(",\"stream\":false,\"new_field\":[1.0,9007199254740993]")).with(ids);
        ChatRequest streaming = whole.streaming();

        assertThat(streaming.stream()).isTrue();
        assertThat(whole.stream()).isFalse();
        assertThat(streaming.body())
                .asString(UTF_8)
                .isEqualTo(with(",\"stream\":true,\"new_field\":[1.0,9007199254740993]"));
        assertThat(streaming.exactKey()).isEqualTo(whole.exactKey());
        assertThat(streaming.scopeKey()).isEqualTo(whole.scopeKey());
        assertThat(streaming.normalizedKey()).isEqualTo(whole.normalizedKey());
        assertThat(streaming.streaming()).isSameAs(streaming);
    }

    @Test
    void theTreeIsACopy() {
        ChatRequest request = parse(with(""));
        request.tree().removeAll();

        assertThat(request.tree().size()).isEqualTo(2);
    }

    @Test
    void transportAndIdentityAreOutsideOfEveryKey() {
        ChatRequest plain = parse(with(""));
        ChatRequest dressed =
                parse(
                        with(
                                ",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"user\":\"u\","
                                        + "\"metadata\":{\"a\":\"b\"},\"safety_identifier\":\"s\",\"prompt_cache_key\":\"k\""));

        assertThat(dressed.canonical()).isEqualTo(plain.canonical());
        assertThat(dressed.exactKey()).isEqualTo(plain.exactKey());
        assertThat(dressed.scopeKey()).isEqualTo(plain.scopeKey());
        assertThat(dressed.normalizedKey()).isEqualTo(plain.normalizedKey());
        assertThat(plain.stream()).isFalse();
        assertThat(plain.includeUsage()).isFalse();
        assertThat(dressed.stream()).isTrue();
        assertThat(dressed.includeUsage()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"temperature\":1",
                ",\"temperature\":null",
                ",\"seed\":1",
                ",\"n\":2",
                ",\"logprobs\":true",
                ",\"response_format\":{\"type\":\"json_object\"}",
                ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]",
                ",\"tool_choice\":\"none\"",
                ",\"store\":true",
                ",\"service_tier\":\"flex\"",
                ",\"unknown\":{}"
            })
    void whateverElseIsGivenIsPartOfTheScope(String field) {
        ChatRequest plain = parse(with(""));
        ChatRequest other = parse(with(field));

        assertThat(other.exactKey()).isNotEqualTo(plain.exactKey());
        assertThat(other.scopeKey()).isNotEqualTo(plain.scopeKey());
        assertThat(other.normalizedKey()).isNotEqualTo(plain.normalizedKey());
        assertThat(other.question()).isEqualTo(plain.question());
    }

    @Test
    void theHistoryIsPartOfTheScope() {
        ChatRequest plain = parse(messages(QUESTION));
        List<ChatRequest> others =
                List.of(
                        parse(
                                messages(
                                        "{\"role\":\"system\",\"content\":\"Be brief\"},"
                                                + QUESTION)),
                        parse(
                                messages(
                                        "{\"role\":\"developer\",\"content\":\"Be brief\"},"
                                                + QUESTION)),
                        parse(
                                messages(
                                        "{\"role\":\"system\",\"content\":\"Be long\"},"
                                                + QUESTION)),
                        parse(messages(QUESTION + "," + QUESTION)),
                        parse(
                                messages(
                                        "{\"role\":\"user\",\"name\":\"a\",\"content\":\"What is rain?\"}")));

        assertThat(others).extracting(ChatRequest::scopeKey).doesNotHaveDuplicates();
        assertThat(others).extracting(ChatRequest::scopeKey).doesNotContain(plain.scopeKey());
        assertThat(others)
                .extracting(r -> r.question().orElseThrow())
                .containsOnly("What is rain?");
    }

    @Test
    void theQuestionAndTheModelAreNotPartOfTheScope() {
        ChatRequest rain = parse(with(""));
        ChatRequest snow = parse(with("").replace("rain", "snow"));
        ChatRequest otherModel = parse(with("").replace("\"m\"", "\"m2\""));

        assertThat(snow.scopeKey()).isEqualTo(rain.scopeKey());
        assertThat(otherModel.scopeKey()).isEqualTo(rain.scopeKey());
        assertThat(List.of(rain, snow, otherModel))
                .extracting(r -> r.normalizedKey().orElseThrow())
                .doesNotHaveDuplicates();
    }

    @Test
    void theValuesOfVolatileSlotsAreInTheExactKeyOnly() {
        Declaration ids = Declaration.labelled(List.of("identifier"), List.of());
        ChatRequest plain = parse(with("").replace("rain", "rain (id: 7f3a)"));
        ChatRequest one = plain.with(ids);
        ChatRequest other = parse(with("").replace("rain", "rain (id: 48213)")).with(ids);
        ChatRequest otherWord = parse(with("").replace("rain", "snow (id: 7f3a)")).with(ids);
        ChatRequest without = parse(with("")).with(ids);

        assertThat(one.exactKey()).isEqualTo(plain.exactKey()).isNotEqualTo(other.exactKey());
        assertThat(one.canonical()).isEqualTo(plain.canonical());
        assertThat(one.question()).isEqualTo(plain.question());
        assertThat(one.compared()).isEqualTo(other.compared()).isNotEqualTo(one.question());
        assertThat(one.normalizedKey()).isEqualTo(other.normalizedKey());
        assertThat(List.of(one, otherWord, without, plain))
                .extracting(request -> request.normalizedKey().orElseThrow().hex())
                .doesNotHaveDuplicates();
        assertThat(one.isRepeatedBy("As you asked in 7F3A: it is wet.")).isTrue();
        assertThat(one.isRepeatedBy("It is wet.")).isFalse();
        assertThat(without.hasVolatileValues()).isFalse();
    }

    @Test
    void whatIsDeclaredIsPartOfTheScope() {
        ChatRequest plain = parse(with(""));
        List<ChatRequest> declared =
                List.of(
                        plain,
                        declaring(List.of("identifier"), List.of()),
                        declaring(List.of("date"), List.of()),
                        declaring(List.of("date", "identifier"), List.of()),
                        declaring(List.of(), List.of("personal")),
                        declaring(List.of(), List.of("acting")),
                        declaring(List.of("date"), List.of("personal")),
                        declaring(List.of("date", "identifier"), List.of("personal", "acting")));

        assertThat(declared).extracting(ChatRequest::scopeKey).doesNotHaveDuplicates();
        assertThat(declared)
                .extracting(request -> request.normalizedKey().orElseThrow())
                .doesNotHaveDuplicates();
        assertThat(declared.getLast().scopeKey())
                .isEqualTo(
                        declaring(List.of("identifier", "date"), List.of("acting", "personal"))
                                .scopeKey());
        assertThat(declared.getLast().with(Declaration.NONE).scopeKey())
                .isEqualTo(plain.scopeKey());
        assertThat(declared).extracting(ChatRequest::exactKey).containsOnly(plain.exactKey());
    }

    /** Entries that were made long ago must be found again: these keys never change. */
    @Test
    void theScopeHasTheKeyThatItAlwaysHad() {
        assertThat(parse(with("")).scopeKey().hex())
                .isEqualTo("747848b67423754aaeedcf6fef105a50dfe8375f6c76cbfddb4696e93a04d234");
        assertThat(declaring(List.of("date", "identifier"), List.of()).scopeKey().hex())
                .isEqualTo("e4eb2f7454a9c2a18493e256c2ce833517da752ffb9153ca5e0e38ee7bd4f513");
        assertThat(declaring(List.of(), List.of("personal")).scopeKey().hex())
                .isEqualTo("95450303cb0eb189aaa97c3265b7cb9303bfe70fa44d11209725381a63ebe082");
    }

    @ParameterizedTest
    @CsvSource({"number, personal, number", "date, too_long, too_long", "date, Acting, Acting"})
    void aKindThatIsNotKnownIsRefused(String slot, String question, String named) {
        assertThatThrownBy(() -> Declaration.labelled(List.of(slot), List.of(question)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }

    private static ChatRequest declaring(List<String> slots, List<String> questions) {
        return parse(with("")).with(Declaration.labelled(slots, questions));
    }

    @Test
    void theOnlyTextPartIsTheQuestion() {
        String image = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:%s\"}}";
        ChatRequest cat = parse(parts(text("What is this?") + "," + image.formatted("cat")));
        ChatRequest dog = parse(parts(text("What is this?") + "," + image.formatted("dog")));
        ChatRequest after = parse(parts(image.formatted("cat") + "," + text("What is this?")));

        assertThat(cat.question()).contains("What is this?");
        assertThat(dog.question()).contains("What is this?");
        assertThat(List.of(cat, dog, after))
                .extracting(ChatRequest::scopeKey)
                .doesNotHaveDuplicates();
    }

    @Test
    void severalTextPartsAreNoQuestion() {
        ChatRequest one = parse(parts(text("ab") + "," + text("c")));
        ChatRequest other = parse(parts(text("a") + "," + text("bc")));

        assertThat(one.question()).isEmpty();
        assertThat(one.normalizedKey()).isEmpty();
        assertThat(one.scopeKey()).isNotEqualTo(other.scopeKey());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role\":\"assistant\",\"content\":\"Rain is water.\"}",
                "{\"role\":\"tool\",\"tool_call_id\":\"1\",\"content\":\"42\"}",
                "{\"role\":\"user\"}",
                "{\"role\":\"user\",\"content\":null}",
                "{\"role\":\"user\",\"content\":\" \\n\"}",
                "{\"role\":\"user\",\"content\":[]}",
                "{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}",
                "{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":\"x\"}}"
            })
    void anythingElseIsNoQuestion(String last) {
        assertThat(parse(messages(QUESTION + "," + last)).question()).isEmpty();
    }

    @Test
    void noTextLooksLikeThePlaceOfTheQuestion() {
        List<ChatRequest> requests =
                List.of(
                        parse(messages(QUESTION)),
                        parse(parts(text("What is rain?"))),
                        parse(messages("{\"role\":\"user\",\"content\":\"\"}")),
                        parse(messages("{\"role\":\"user\",\"content\":null}")),
                        parse(parts("")));

        assertThat(requests).extracting(ChatRequest::scopeKey).doesNotHaveDuplicates();
    }

    @Test
    void theCanonicalFormHasTheSameKeys() {
        ChatRequest request =
                parse(
                        with(
                                ",\"temperature\":0.70,\"stream\":true,\"user\":\"u\",\"x\":[1e5,{\"b\":1,\"a\":2}]"));
        ChatRequest kept = ChatRequest.ofCanonical(request.canonical());

        assertThat(kept.canonical()).isEqualTo(request.canonical());
        assertThat(kept.exactKey()).isEqualTo(request.exactKey());
        assertThat(kept.scopeKey()).isEqualTo(request.scopeKey());
        assertThat(kept.normalizedKey()).isEqualTo(request.normalizedKey());
        assertThat(kept.question()).isEqualTo(request.question());
        assertThat(kept.model()).isEqualTo("m");
        assertThat(kept.stream()).isFalse();
        assertThatThrownBy(() -> ChatRequest.ofCanonical("[]"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ChatRequest.ofCanonical("{"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void spellingOfTheJsonDoesNotMatter() {
        ChatRequest one =
                parse("{\"model\":\"m\",\"messages\":[%s],\"top_p\":1.0}".formatted(QUESTION));
        ChatRequest other =
                parse(
                        "{ \"top_p\" : 1,\n\"messages\":[{\"content\":\"What is \\u0072ain?\",\"role\":\"user\"}],\"model\":\"m\"}");

        assertThat(other.exactKey()).isEqualTo(one.exactKey());
    }

    @Test
    void spellingOfThePromptMatters() {
        ChatRequest one = parse(messages("{\"role\":\"user\",\"content\":\"if x:\\n  y\"}"));
        ChatRequest other = parse(messages("{\"role\":\"user\",\"content\":\"if x:\\n y\"}"));

        assertThat(other.exactKey()).isNotEqualTo(one.exactKey());
        assertThat(other.normalizedKey()).isEmpty();
    }

    /** The keys are kept in Redis, Kafka and Postgres: a change of them empties every cache. */
    @Test
    void theKeysStayWhatTheyAre() {
        ChatRequest request = parse(with(",\"temperature\":0.7"));

        assertThat(request.exactKey().hex())
                .isEqualTo("c08f800b762425d68824f8f8dd8369400641338bfa791af618e24753f66fe0f5");
        assertThat(request.scopeKey().hex())
                .isEqualTo("4f851abea952f1859a3065cae964a48dc4208a4d08717d98355c6dd1152ebe01");
        assertThat(request.normalizedKey().orElseThrow().hex())
                .isEqualTo("9ae3a5628c46692eb0cd74734a734e3dc19203887ddf8d0bf94a0d52015c2963");
    }

    @Test
    void showsNoContent() {
        assertThat(parse(with(",\"stream\":true")).toString())
                .startsWith("ChatRequest[model=m, bytes=")
                .contains("stream=true")
                .doesNotContain("rain");
    }

    private static ChatRequest parse(String body) {
        try {
            return ChatRequest.parse(body.getBytes(UTF_8), RequestLimits.DEFAULTS);
        } catch (InvalidRequestException e) {
            throw new AssertionError(body, e);
        }
    }

    private static String with(String fields) {
        return "{\"model\":\"m\",\"messages\":[%s]%s}".formatted(QUESTION, fields);
    }

    private static String messages(String messages) {
        return "{\"model\":\"m\",\"messages\":[%s]}".formatted(messages);
    }

    private static String parts(String parts) {
        return messages("{\"role\":\"user\",\"content\":[%s]}".formatted(parts));
    }

    private static String text(String text) {
        return "{\"type\":\"text\",\"text\":\"%s\"}".formatted(text);
    }
}
