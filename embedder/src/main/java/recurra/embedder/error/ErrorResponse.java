package recurra.embedder.error;

import org.jspecify.annotations.Nullable;

/** An error in OpenAI's shape. */
record ErrorResponse(Body error) {
    static ErrorResponse of(ErrorCode code, String message, @Nullable String param) {
        return new ErrorResponse(new Body(message, code.type(), param, code.wireName()));
    }

    record Body(String message, String type, @Nullable String param, String code) {}
}
