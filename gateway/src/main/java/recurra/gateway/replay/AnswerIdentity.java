package recurra.gateway.replay;

import java.time.Instant;
import java.util.UUID;

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
        return new Stamping(json).run();
    }

    /** One pass over the fields at the top, of which most answers have both near their start. */
    private final class Stamping {
        private static final int BOTH = 2;

        private final String json;
        private final StringBuilder stamped;
        private int copied;
        private int found;

        Stamping(String json) {
            this.json = json;
            this.stamped = new StringBuilder(json.length() + id.length());
        }

        String run() {
            String field = "";
            int depth = 0;
            int at = 0;
            while (at < json.length() && found < BOTH) {
                int end = at + 1;
                switch (json.charAt(at)) {
                    case '{', '[' -> depth++;
                    case '}', ']' -> depth--;
                    case '"' -> {
                        end = endOfString(at);
                        if (depth == 1 && field.isEmpty()) {
                            field = json.substring(at + 1, end - 1);
                        } else if (depth == 1 && field.equals("id") && end - at > BOTH) {
                            replace(at, end, "\"" + id + "\"");
                        }
                    }
                    case ',' -> field = depth == 1 ? "" : field;
                    case '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
                        end = endOfNumber(at);
                        if (depth == 1 && field.equals("created")) {
                            replace(at, end, Long.toString(created));
                        }
                    }
                    default -> {}
                }
                at = end;
            }
            return stamped.append(json, copied, json.length()).toString();
        }

        private void replace(int start, int end, String value) {
            stamped.append(json, copied, start).append(value);
            copied = end;
            found++;
        }

        /** Behind the closing quotation mark. */
        private int endOfString(int start) {
            int at = start + 1;
            while (at < json.length() && json.charAt(at) != '"') {
                at += json.charAt(at) == '\\' ? 2 : 1;
            }
            return Math.min(at + 1, json.length());
        }

        private int endOfNumber(int start) {
            int at = start;
            while (at < json.length() && "0123456789.eE+-".indexOf(json.charAt(at)) >= 0) {
                at++;
            }
            return at;
        }
    }
}
