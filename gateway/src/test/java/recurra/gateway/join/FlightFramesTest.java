package recurra.gateway.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlightFramesTest {
    private final FlightFrames.Reader reader = new FlightFrames.Reader(1_000);

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "h", "h{", "h{\"form\":\"NEWER\"}", "e[]"})
    void whatAnotherVersionWroteIsUnreadable(String frame) {
        assertThat(reader.read(frame.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(FlightFrames.Frame.Unreadable.class);
    }

    @Test
    void aPieceIsReadAsItWasWritten() {
        FlightPiece piece =
                new FlightPiece(
                        "data: {\"é\":1}\n\n".getBytes(StandardCharsets.UTF_8), "{\"é\":1}");

        assertThat(reader.read(FlightFrames.piece(piece)))
                .isInstanceOfSatisfying(
                        FlightFrames.Frame.Piece.class,
                        read -> {
                            assertThat(read.piece().bytes()).isEqualTo(piece.bytes());
                            assertThat(read.piece().data()).isEqualTo(piece.data());
                        });
    }
}
