package recurra.schemas;

import org.jspecify.annotations.Nullable;

/** A record that no retry can make readable. It belongs in the dead-letter topic. */
public final class UnreadableEventException extends Exception {
    private final Reason reason;

    public UnreadableEventException(Reason reason, String message) {
        this(reason, message, null);
    }

    public UnreadableEventException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** What is wrong with the record. */
    public enum Reason {
        /** The record has no value. */
        EMPTY("empty"),
        /** It starts with the marker of no format that can be read here. */
        UNKNOWN_FORMAT("unknown_format"),
        /** Nobody knows the schema that it names. */
        UNKNOWN_SCHEMA("unknown_schema"),
        /** It ends before its schema does. */
        TRUNCATED("truncated"),
        /** Its data do not follow its schema. */
        CORRUPT("corrupt"),
        /** It is an event that its topic does not carry. */
        UNEXPECTED_EVENT("unexpected_event");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        /** The reason as it stands in headers and metrics. */
        public String code() {
            return code;
        }
    }
}
