package recurra.evaluation;

/** A command line that cannot be followed; the message says what to change. */
final class UsageException extends RuntimeException {
    UsageException(String message) {
        super(message);
    }
}
