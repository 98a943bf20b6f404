package recurra.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerIdentityTest {
    private final AnswerIdentity identity = new AnswerIdentity("chatcmpl-new", 42);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{\"id\":\"chatcmpl-1\",\"created\":7,\"x\":1.50} | {\"id\":\"chatcmpl-new\",\"created\":42,\"x\":1.50}",
                "{\"choices\":[{\"id\":\"a\",\"created\":1}],\"created\" : 7 , \"id\" : \"b\"} | {\"choices\":[{\"id\":\"a\",\"created\":1}],\"created\" : 42 , \"id\" : \"chatcmpl-new\"}",
                "{\"x\":\"id\",\"y\":\"\\\"id\\\":\\\"a\\\\\",\"id\":\"b\\\"c\"} | {\"x\":\"id\",\"y\":\"\\\"id\\\":\\\"a\\\\\",\"id\":\"chatcmpl-new\"}",
                // What is not there, or says nothing, stays so.
                "{\"id\":\"\",\"created\":0,\"choices\":[]} | {\"id\":\"\",\"created\":0,\"choices\":[]}",
                "{\"id\":null,\"created\":null} | {\"id\":null,\"created\":null}",
                "{\"choices\":[]} | {\"choices\":[]}",
                "{\"id\":[\"a\"],\"created\":{\"created\":1}} | {\"id\":[\"a\"],\"created\":{\"created\":1}}"
            })
    void replacesWhatStandsAtTheTopAndNothingElse(String json, String stamped) {
        assertThat(identity.stamp(json)).isEqualTo(stamped);
    }
}
