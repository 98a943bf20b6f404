package recurra.matching.request;

/**
 * How large a request may be. A request beyond a limit is refused before it costs anything.
 *
 * @param maxBytes of the body; images travel inside it
 * @param maxDepth of nested objects and arrays, at most 1,000, since reading recurses
 * @param maxMessages of the conversation
 */
public record RequestLimits(int maxBytes, int maxDepth, int maxMessages) {
    /** The deepest nesting that any setting can allow. */
    static final int DEEPEST = 1_000;

    /** 16 MiB, 100 levels, 10,000 messages. */
    public static final RequestLimits DEFAULTS = new RequestLimits(16 * 1024 * 1024, 100, 10_000);

    public RequestLimits {
        requireBetween("maxBytes", maxBytes, 1, Integer.MAX_VALUE);
        requireBetween("maxDepth", maxDepth, 1, DEEPEST);
        requireBetween("maxMessages", maxMessages, 1, Integer.MAX_VALUE);
    }

    private static void requireBetween(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + " must be between " + least + " and " + most + ", not " + value);
        }
    }
}
