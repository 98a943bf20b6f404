package recurra.indexer.event;

import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import recurra.schemas.RegistryUnavailableException;
import recurra.schemas.UnreadableEventException;
import recurra.store.StoreUnavailableException;
import recurra.store.answer.MalformedAnswerException;

/**
 * Why a record is put aside.
 *
 * @param code short, for headers and metrics
 * @param detail what is wrong, without content of the record
 */
public record Rejection(String code, String detail) {
    static Rejection of(UnreadableEventException unreadable) {
        return new Rejection(unreadable.reason().code(), String.valueOf(unreadable.getMessage()));
    }

    /**
     * What the failure says of the event that was applied, or nothing where a part is away and the
     * event is worth another try.
     *
     * <p>What nobody thought of counts against the event: one that breaks the code that applies it
     * would otherwise stop its partition for good. It is in the dead-letter topic then, and still
     * in the log.
     */
    static Optional<Rejection> of(RuntimeException failure) {
        return switch (failure) {
            case RejectedEventException rejected -> Optional.of(rejected.rejection());
            case MalformedAnswerException malformed ->
                    Optional.of(
                            new Rejection(
                                    "malformed_answer", String.valueOf(malformed.getMessage())));
            case StoreUnavailableException away -> Optional.empty();
            case RegistryUnavailableException away -> Optional.empty();
            case KafkaException away -> Optional.empty();
            case UncheckedIOException disk -> Optional.empty();
            case TransactionException away -> Optional.empty();
            case DataAccessException database -> refused(database);
            default ->
                    Optional.of(new Rejection("processing_failed", failure.getClass().getName()));
        };
    }

    /** Only states that speak of the values, and not of the server, its tables or its load. */
    private static Optional<Rejection> refused(DataAccessException failure) {
        return Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .map(cause -> String.valueOf(((SQLException) cause).getSQLState()))
                .filter(Rejection::isAboutValues)
                .map(state -> new Rejection("refused_by_database", "SQL state " + state))
                .findFirst();
    }

    private static boolean isAboutValues(String sqlState) {
        // Data exception, integrity constraint violation, program limit exceeded.
        return sqlState.startsWith("22") || sqlState.startsWith("23") || sqlState.startsWith("54");
    }

    @Override
    public String toString() {
        return code + ": " + detail;
    }
}
