package recurra.matching.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
    private static final String BODY =
            "{\"model\":\"m\",\"n\":-12.50e+3,\"größe\":[true,null,\"\\u00e9\\ud83d\\ude00 😀\"],"
                    + "\"\\n\":{\"a\":0,\"b\":\"\\\\\\\"\"}}";

    /** What may break a document, or turn it into another. */
    private static final String PIECES =
            "{}[]\",:\\u\\ud83d\\ude001e9.0\0\uFEFF\uFFFDtruenull \n/é";

    @RepeatedTest(2_000)
    void bytesAreReadAsTheirTextIs(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        byte[] bytes = BODY.getBytes(UTF_8);
        byte[] pieces = PIECES.getBytes(UTF_8);
        for (int i = random.nextInt(3); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = pieces[random.nextInt(pieces.length)];
        }

        assertReadAlike(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "{}",
                " {}",
                "\0\0\0{",
                "{\0\"\0a\0\"\0:\u00001\0}\0",
                "\0{\0\"\0a\0\"\0:\u00001\0}",
                "\u00EF\u00BB\u00BF{\"a\":1}",
                "\u00FE\u00FF\0{\0}",
                "{\"a\":1}{}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":\"\\ud83d\"}",
                "{\"a\":\"\u00ED\u00A0\u00BD\"}",
                "{\"a\":\"\u00C0\u00AF\"}",
                "{\"a\":1e99999999999}",
                "{\"\u00C3\u00A9\u00C3\u00A9\":1,,}"
            })
    void bytesThatLookLikeSomethingElse(String latin) {
        assertReadAlike(latin.getBytes(ISO_8859_1));
    }

    private static void assertReadAlike(byte[] bytes) {
        String text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            assertThat(outcome(() -> StrictJson.read(bytes, 10)).toString()).contains("UTF-8");
            return;
        }
        assertThat(outcome(() -> StrictJson.read(bytes, 10)))
                .isEqualTo(outcome(() -> StrictJson.read(text, 10)));
    }

    /** The tree, or the message that says why there is none. */
    private static Object outcome(Reading reading) {
        try {
            return reading.read();
        } catch (InvalidRequestException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @FunctionalInterface
    private interface Reading {
        Object read() throws InvalidRequestException;
    }
}
