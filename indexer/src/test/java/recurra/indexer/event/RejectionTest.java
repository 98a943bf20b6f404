package recurra.indexer.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.CannotCreateTransactionException;
import recurra.store.StoreUnavailableException;

class RejectionTest {
    static Stream<RuntimeException> away() {
        return Stream.of(
                new StoreUnavailableException(
                        StoreUnavailableException.Reason.TIMEOUT, "", new IOException()),
                new KafkaException("away"),
                new UncheckedIOException(new IOException("disk full")),
                new CannotCreateTransactionException("away"),
                database("08006"),
                database("40P01"),
                database("53300"),
                database("57P01"),
                database("42P01"));
    }

    @ParameterizedTest
    @MethodSource("away")
    void triesAgainWhatIsNotTheEventsFault(RuntimeException failure) {
        assertThat(Rejection.of(failure)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"22021", "23502", "54000"})
    void rejectsWhatTheDatabaseRefuses(String sqlState) {
        assertThat(Rejection.of(database(sqlState)))
                .contains(new Rejection("refused_by_database", "SQL state " + sqlState));
    }

    @Test
    void rejectsWhatBreaksTheCode() {
        assertThat(Rejection.of(new IllegalStateException("with content")))
                .hasValueSatisfying(rejection ->
                        assertThat(rejection.toString())
                                .startsWith("processing_failed")
                                .doesNotContain("content"));
    }

    private static RuntimeException database(String sqlState) {
        SQLException cause = new SQLException("with content", sqlState);
        return sqlState.startsWith("2")
                ? new DataIntegrityViolationException("", cause)
                : new DataAccessResourceFailureException("", cause);
    }
}
