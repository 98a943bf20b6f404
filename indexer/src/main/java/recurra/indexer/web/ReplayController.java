package recurra.indexer.web;

import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import recurra.indexer.replay.Replay;
import recurra.indexer.replay.ReplayStatus;

/** Starts, watches and ends replays. */
@RestController
@RequestMapping("/replay")
class ReplayController {
    private final Replay replay;

    ReplayController(Replay replay) {
        this.replay = replay;
    }

    @PostMapping
    ResponseEntity<Object> start() {
        return replay.start()
                .map(status -> ResponseEntity.status(HttpStatus.ACCEPTED).<Object>body(status))
                .orElseGet(() ->
                        ErrorResponse.entity(
                                ErrorCode.REPLAY_RUNNING,
                                "A replay is running, here or in another indexer. Wait for it, or"
                                        + " end it with POST /replay/cancel where it runs."));
    }

    @GetMapping
    ReplayStatus status() {
        return replay.status();
    }

    @PostMapping("/cancel")
    ResponseEntity<ReplayStatus> cancel() {
        return ResponseEntity.accepted().body(replay.cancel());
    }

    @ExceptionHandler
    ResponseEntity<Object> databaseAway(DataAccessException e) {
        return ErrorResponse.entity(
                ErrorCode.DATABASE_AWAY,
                "The database does not answer, so nobody knows whether a replay is running. Try"
                        + " again when /readyz says that it is back.");
    }
}
