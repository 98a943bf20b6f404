package recurra.admin.error;

import java.sql.SQLException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * Answers what fails with a problem (RFC 9457) that says what to change; its code, and the
 * parameter that it is about, are extensions. Failed requests are counted by status in {@code
 * http_server_requests}.
 */
@RestControllerAdvice
class ProblemMapper {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);
    private static final String RETRY_AFTER_SECONDS = "5";

    /** Postgres's codes for undefined_table and invalid_schema_name. */
    private static final Set<String> MISSING = Set.of("42P01", "3F000");

    @ExceptionHandler
    ResponseEntity<ProblemDetail> known(AdminException e) {
        switch (e.code().kind()) {
            case CLIENT -> LOG.atDebug().addKeyValue("code", e.code()).log("Request refused");
            case UPSTREAM ->
                    LOG.atWarn()
                            .addKeyValue("code", e.code())
                            .addKeyValue("cause", NestedExceptionUtils.getMostSpecificCause(e))
                            .log("Request failed for want of another part");
            case INTERNAL -> LOG.atError().setCause(e).log("Request failed");
        }
        ResponseEntity.BodyBuilder response =
                ResponseEntity.status(e.code().status())
                        .contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (e.code().retryable()) {
            response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        if (e.code() == ErrorCode.UNAUTHENTICATED) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"recurra-admin\"");
        }
        return response.body(problem(e));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> noTables(BadSqlGrammarException e) {
        SQLException cause = e.getSQLException();
        if (cause != null && MISSING.contains(String.valueOf(cause.getSQLState()))) {
            return known(
                    new AdminException(
                            ErrorCode.SCHEMA_MISSING,
                            "The schema recurra is not in the database yet. The indexer makes it when it starts: start it, then try again.",
                            e));
        }
        return unexpected(e);
    }

    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    ResponseEntity<ProblemDetail> database(NestedRuntimeException e) {
        return known(
                new AdminException(
                        ErrorCode.DATABASE_UNAVAILABLE,
                        "Postgres does not answer in time. See that it runs and that recurra.postgres is right, then try again.",
                        e));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> noSuchPath(NoResourceFoundException e) {
        return known(
                new AdminException(
                        ErrorCode.NOT_FOUND,
                        "There is nothing here. /openapi.json lists all paths."));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> wrongMethod(HttpRequestMethodNotSupportedException e) {
        return known(
                new AdminException(
                        ErrorCode.METHOD_NOT_ALLOWED,
                        e.getMethod() + " is not possible here. /openapi.json lists what is."));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unexpected(Exception e) {
        return known(
                new AdminException(
                        ErrorCode.INTERNAL, "Something is wrong here. The log has the reason.", e));
    }

    private static ProblemDetail problem(AdminException e) {
        ProblemDetail problem = ProblemDetail.forStatus(e.code().status());
        problem.setTitle(e.code().title());
        problem.setDetail(e.message());
        problem.setProperty("code", e.code().wireName());
        e.param().ifPresent(param -> problem.setProperty("param", param));
        return problem;
    }
}
