package recurra.admin.replay;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Rebuilds over HTTP: the indexer's own answers. */
@RestController
@RequestMapping(path = "/admin/v1/replay", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Replay", description = "The index, rebuilt from the log.")
class ReplayController {
    private final IndexerClient indexer;

    ReplayController(IndexerClient indexer) {
        this.indexer = indexer;
    }

    @PostMapping
    @Operation(
            summary = "Rebuild the index and Redis from the log",
            description =
                    "Empties both first. The gateway goes on serving, with misses where it had hits.")
    @ApiResponse(responseCode = "202", description = "Begun; how far it is.")
    @ApiResponse(responseCode = "409", description = "A rebuild runs already.")
    ResponseEntity<JsonNode> start() {
        return indexer.start();
    }

    @GetMapping
    @Operation(
            summary = "Show how far the newest rebuild is",
            description = "Its state, events done and in all, rate and time left.")
    @ApiResponse(responseCode = "200", description = "How far it is.")
    ResponseEntity<JsonNode> progress() {
        return indexer.progress();
    }

    @PostMapping("/cancel")
    @Operation(
            summary = "End the rebuild before its time",
            description = "The index stays incomplete until the next one.")
    @ApiResponse(responseCode = "202", description = "Ending; how far it came.")
    ResponseEntity<JsonNode> cancel() {
        return indexer.cancel();
    }
}
