package recurra.gateway.completion;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import recurra.gateway.cost.Cost;
import recurra.gateway.provider.Exchange;
import recurra.gateway.provider.UpstreamResponse;
import recurra.store.answer.RecordedAnswer;

/**
 * Passes a response that does not stream to the client, byte for byte. It is read whole before the
 * first byte goes on, since part of a JSON document is of no use to anybody: so what it cost can
 * stand in a header, and a connection that breaks becomes an error that the client understands. A
 * response larger than the recording's limit passes through as it comes.
 */
final class JsonRelay {
    private final AnswerKeeper keeper;
    private final int maxRecording;

    JsonRelay(AnswerKeeper keeper, int maxRecording) {
        this.keeper = keeper;
        this.maxRecording = maxRecording;
    }

    void relay(ChatCall call, Exchange exchange, Recording recording) {
        UpstreamResponse response = exchange.response();
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] piece = response.body().next();
        while (piece != null && read.size() + piece.length <= maxRecording) {
            read.writeBytes(piece);
            piece = response.body().next();
        }
        call.served().missed(response.status());
        if (piece != null) {
            keeper.notKept("too_large");
            passThrough(call, response, read.toByteArray(), piece);
            return;
        }
        byte[] body = read.toByteArray();
        if (response.isSuccess()) {
            take(call, exchange, recording, body);
        }
        call.client().body(body, response.contentType());
    }

    private void take(ChatCall call, Exchange exchange, Recording recording, byte[] body) {
        Optional<String> text = exchange.response().isEncoded() ? Optional.empty() : decode(body);
        if (text.isEmpty()) {
            keeper.notKept("malformed");
            return;
        }
        recording.add(text.get());
        keeper.take(call, exchange.provider().name(), recording, RecordedAnswer.Mode.JSON, false);
        call.served()
                .spentNanoUsd()
                .ifPresent(cost -> {
                    call.client().header(ResponseHeaders.COST, Cost.usd(cost));
                    call.client().header(ResponseHeaders.SAVED, Cost.usd(0));
                });
    }

    private static void passThrough(
            ChatCall call, UpstreamResponse response, byte[] read, byte[] next) {
        call.client().servlet().setContentType(response.contentType());
        call.client().write(read);
        for (byte[] piece = next; piece != null; piece = response.body().next()) {
            call.client().write(piece);
            call.client().flush();
        }
    }

    /** The text, unless it is not UTF-8, as a recording has to be. */
    private static Optional<String> decode(byte[] body) {
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
