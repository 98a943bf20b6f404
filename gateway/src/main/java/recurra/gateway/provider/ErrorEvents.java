package recurra.gateway.provider;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Events by which providers say within a stream that something went wrong. */
public final class ErrorEvents {
    private static final JsonMapper JSON = JsonMapper.shared();

    private ErrorEvents() {}

    /** Whether the data of an event are an error in OpenAI's shape. */
    public static boolean isInShape(String data) {
        try {
            return JSON.readTree(data).path("error").path("message").isString();
        } catch (JacksonException e) {
            return false;
        }
    }

    /** Whether the data of an event are an error instead of a part of the answer. */
    public static boolean isError(String data) {
        // Nearly no event holds the word, so nearly none is parsed.
        if (!data.contains("\"error\"")) {
            return false;
        }
        try {
            JsonNode error = JSON.readTree(data).path("error");
            return !error.isMissingNode() && !error.isNull();
        } catch (JacksonException e) {
            // Not JSON, so no part of an answer either.
            return true;
        }
    }
}
