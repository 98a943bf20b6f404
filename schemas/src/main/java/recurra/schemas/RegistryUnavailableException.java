package recurra.schemas;

/** The schema registry did not answer. The record is as good as it was: try again later. */
public final class RegistryUnavailableException extends RuntimeException {
    RegistryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
