package recurra.simulator;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one call does out of the ordinary, as told by directives such as {@code error=429;
 * retry-after=2} or {@code break-after=3; inter-token-millis=20}.
 *
 * @param error the status to refuse the call with, or null
 * @param retryAfter the {@code Retry-After} of that error, whole seconds, or null
 * @param firstTokenDelay instead of the simulator's own, or null
 * @param interTokenDelay instead of the simulator's own, or null
 * @param cut where and how the answer stops short
 * @param finishReason instead of the one that the answer would have, or null
 * @param toolCalls how many tools to call, or null to decide by the prompt
 * @param words how many words the answer has, or null for the usual text
 */
record Behavior(
        @Nullable Integer error,
        @Nullable Duration retryAfter,
        @Nullable Duration firstTokenDelay,
        @Nullable Duration interTokenDelay,
        Cut cut,
        @Nullable String finishReason,
        @Nullable Integer toolCalls,
        @Nullable Integer words) {

    /** The longest that a call waits at any point, a hung one included. */
    static final Duration MAX_WAIT = Duration.ofMinutes(10);

    static final Behavior ORDINARY =
            new Behavior(null, null, null, null, Cut.NONE, null, null, null);

    private static final int MAX_WORDS = 100_000;
    private static final int MAX_TOOL_CALLS = 64;

    private static final List<String> FINISH_REASONS =
            List.of("stop", "length", "content_filter", "tool_calls");

    private static final List<String> NAMES =
            List.of(
                    "error",
                    "retry-after",
                    "first-token-millis",
                    "inter-token-millis",
                    "break-after",
                    "error-event-after",
                    "hang",
                    "hang-after",
                    "stall",
                    "no-finish",
                    "finish",
                    "tool-calls",
                    "words");

    /**
     * How an answer stops short.
     *
     * @param afterEvents how many events of the stream are sent before
     */
    record Cut(Kind kind, int afterEvents) {

        static final Cut NONE = new Cut(Kind.NONE, 0);

        enum Kind {
            /** It does not. */
            NONE,
            /** The connection is closed in the middle; after 0 events, before the status line. */
            BREAK,
            /** An error event is the last one. */
            ERROR_EVENT,
            /**
             * Nothing more comes, on an open connection; after 0 events, not even a status line.
             */
            HANG,
            /** The status line and, of a stream, a comment come, and then nothing more. */
            STALL,
            /** The stream ends properly, but without finish reason, usage and {@code [DONE]}. */
            NO_FINISH
        }
    }

    /**
     * Reads directives, separated by semicolons; of equal ones the last counts.
     *
     * @throws IllegalArgumentException with a message that says what to change
     */
    static Behavior parse(String directives) {
        Map<String, String> values = new HashMap<>();
        for (String directive : directives.split(";", -1)) {
            if (!directive.isBlank()) {
                String[] parts = directive.split("=", 2);
                String name = parts[0].strip();
                requireKnown(name);
                values.put(name, parts.length == 2 ? parts[1].strip() : "");
            }
        }
        return new Behavior(
                number(values, "error", 400, 599),
                duration(values, "retry-after", ChronoUnit.SECONDS),
                duration(values, "first-token-millis", ChronoUnit.MILLIS),
                duration(values, "inter-token-millis", ChronoUnit.MILLIS),
                cut(values),
                finishReason(values),
                number(values, "tool-calls", 0, MAX_TOOL_CALLS),
                number(values, "words", 1, MAX_WORDS));
    }

    private static void requireKnown(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException(
                    "Unknown directive '%s' in simulate. Known are %s."
                            .formatted(name, String.join(", ", NAMES)));
        }
    }

    private static Cut cut(Map<String, String> values) {
        if (values.containsKey("hang")) {
            return new Cut(Cut.Kind.HANG, 0);
        }
        if (values.containsKey("stall")) {
            return new Cut(Cut.Kind.STALL, 0);
        }
        if (values.containsKey("no-finish")) {
            return new Cut(Cut.Kind.NO_FINISH, 0);
        }
        return Stream.of(
                        cut(values, "hang-after", Cut.Kind.HANG),
                        cut(values, "break-after", Cut.Kind.BREAK),
                        cut(values, "error-event-after", Cut.Kind.ERROR_EVENT))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(Cut.NONE);
    }

    private static Optional<Cut> cut(Map<String, String> values, String name, Cut.Kind kind) {
        return Optional.ofNullable(number(values, name, 0, Integer.MAX_VALUE))
                .map(events -> new Cut(kind, events));
    }

    private static @Nullable String finishReason(Map<String, String> values) {
        String reason = values.get("finish");
        if (reason != null && !FINISH_REASONS.contains(reason)) {
            throw new IllegalArgumentException(
                    "Directive 'finish' in simulate takes %s, not '%s'."
                            .formatted(String.join(", ", FINISH_REASONS), reason));
        }
        return reason;
    }

    private static @Nullable Duration duration(
            Map<String, String> values, String name, ChronoUnit unit) {
        int max = Math.toIntExact(MAX_WAIT.dividedBy(unit.getDuration()));
        Integer amount = number(values, name, 0, max);
        return amount == null ? null : Duration.of(amount, unit);
    }

    private static @Nullable Integer number(
            Map<String, String> values, String name, int min, int max) {
        String value = values.get(name);
        if (value == null) {
            return null;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The same complaint as for a number out of range.
        }
        throw new IllegalArgumentException(
                "Directive '%s' in simulate takes a whole number from %d to %d, not '%s'."
                        .formatted(name, min, max, value));
    }
}
