package recurra.gateway.replay;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import recurra.gateway.replay.IdentityPlaces.Field;
import recurra.gateway.replay.IdentityPlaces.Place;

/**
 * The {@code id} and {@code created} of one response. An answer that is given again gets its own,
 * since clients take the id for the response's and not for the text's; all else stays as the
 * provider wrote it, byte for byte.
 *
 * @param id such as {@code chatcmpl-…}
 * @param created in seconds since 1970
 */
public record AnswerIdentity(String id, long created) {
    /**
     * An identity that no other response has.
     *
     * @param unique that nobody else gets
     */
    public static AnswerIdentity of(UUID unique, Instant now) {
        return new AnswerIdentity(
                "chatcmpl-" + unique.toString().replace("-", ""), now.getEpochSecond());
    }

    /**
     * The completion, or chunk of one, with this identity. What has no id keeps none.
     *
     * @param json an object
     */
    public String stamp(String json) {
        List<Place> places = IdentityPlaces.in(json);
        StringBuilder stamped = new StringBuilder(json.length() + id.length());
        int copied = 0;
        for (Place place : places) {
            stamped.append(json, copied, place.start()).append(text(place.field()));
            copied = place.end();
        }
        return stamped.append(json, copied, json.length()).toString();
    }

    /** What this identity says in a place. */
    byte[] bytes(Field field) {
        return text(field).getBytes(StandardCharsets.UTF_8);
    }

    private String text(Field field) {
        return switch (field) {
            case ID -> id;
            case CREATED -> Long.toString(created);
        };
    }
}
