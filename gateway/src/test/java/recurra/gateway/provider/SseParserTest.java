package recurra.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import recurra.gateway.error.GatewayException;

class SseParserTest {
    private static final String STREAM =
            ": keep-alive\n\n"
                    + "data: {\"a\":\"é😀\"}\n\n"
                    + "event: x\r\ndata:one\r\ndata:  two\r\n\r\n"
                    + "data\r\r"
                    + "id: 7\ndatabase: no\n\n"
                    + "data: [DONE]\n\n";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 16, 1_000})
    void eventsAreTheSameHoweverTheBytesAreCut(int size) {
        byte[] bytes = STREAM.getBytes(StandardCharsets.UTF_8);
        SseParser parser = new SseParser(1_000);
        List<SseEvent> events = new ArrayList<>();
        for (int i = 0; i < bytes.length; i += size) {
            events.addAll(
                    parser.feed(Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + size))));
        }

        assertThat(events)
                .extracting(SseEvent::data)
                .containsExactly(null, "{\"a\":\"é😀\"}", "one\n two", "", null, "[DONE]");
        assertThat(events.getLast().isDone()).isTrue();
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        events.forEach(event -> raw.writeBytes(event.raw()));
        assertThat(raw.toByteArray()).isEqualTo(bytes);
        assertThat(parser.finish()).isEmpty();
    }

    @Test
    void anEndWithoutBlankLineIsAnEnd() {
        SseParser parser = new SseParser(1_000);

        assertThat(parser.feed(bytes("data: [DONE]\n"))).isEmpty();
        assertThat(parser.finish())
                .hasValueSatisfying(event -> assertThat(event.isDone()).isTrue());
    }

    @Test
    void anEventThatBrokeOffIsNone() {
        SseParser parser = new SseParser(1_000);

        assertThat(parser.feed(bytes("data: {\"half\":"))).isEmpty();
        assertThat(parser.finish()).isEmpty();
    }

    @Test
    void bytesThatAreNoTextPassAndAreMarked() {
        SseEvent event =
                new SseParser(1_000)
                        .feed(new byte[] {'d', 'a', 't', 'a', ':', (byte) 0xFF, '\n', '\n'})
                        .getFirst();

        assertThat(event.wellFormed()).isFalse();
        assertThat(event.raw()).hasSize(8);
    }

    @Test
    void anEventOverTheLimitIsRefused() {
        SseParser parser = new SseParser(10);

        assertThatThrownBy(() -> parser.feed(bytes("data: 0123456789")))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("10 bytes");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
