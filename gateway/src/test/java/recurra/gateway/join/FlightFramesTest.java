package recurra.gateway.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import recurra.gateway.error.ErrorCode;
import recurra.gateway.error.GatewayException;

class FlightFramesTest {
    private final FlightFrames.Reader reader = new FlightFrames.Reader(1_000);

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "h", "h{", "h{\"form\":\"NEWER\"}", "e[]"})
    void whatAnotherVersionWroteIsUnreadable(String frame) {
        assertThat(reader.read(frame.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(FlightFrames.Frame.Unreadable.class);
    }

    @Test
    void anErrorIsReadAsItWasWritten() {
        GatewayException error =
                new GatewayException(ErrorCode.UPSTREAM_UNREACHABLE, "Nobody is there.")
                        .afterTrying("one=unreachable, other=paused");

        assertThat(reader.read(FlightFrames.end(new FlightEnd.Failed(error))))
                .extracting(frame -> ((FlightFrames.Frame.End) frame).end())
                .isInstanceOfSatisfying(
                        FlightEnd.Failed.class,
                        read -> {
                            assertThat(read.error().code()).isEqualTo(error.code());
                            assertThat(read.error().message()).isEqualTo(error.message());
                            assertThat(read.error().tried()).isEqualTo(error.tried());
                        });
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
