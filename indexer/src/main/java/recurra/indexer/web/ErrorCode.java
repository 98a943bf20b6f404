package recurra.indexer.web;

import org.springframework.http.HttpStatus;

/** What can go wrong with a request. */
enum ErrorCode {
    UNAUTHORIZED(HttpStatus.UNAUTHORIZED, "unauthorized"),
    FORBIDDEN(HttpStatus.FORBIDDEN, "forbidden"),
    REPLAY_RUNNING(HttpStatus.CONFLICT, "replay_running"),
    DATABASE_AWAY(HttpStatus.SERVICE_UNAVAILABLE, "database_away");

    private final HttpStatus status;
    private final String code;

    ErrorCode(HttpStatus status, String code) {
        this.status = status;
        this.code = code;
    }

    HttpStatus status() {
        return status;
    }

    String code() {
        return code;
    }
}
