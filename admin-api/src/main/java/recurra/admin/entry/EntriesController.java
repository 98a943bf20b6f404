package recurra.admin.entry;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import recurra.admin.error.AdminException;
import recurra.admin.error.ErrorCode;
import recurra.admin.web.Parameters;
import recurra.matching.TenantId;

/** Entries over HTTP. */
@RestController
@RequestMapping(path = "/admin/v1/entries", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Entries", description = "Each tenant's newest answer to each request.")
class EntriesController {
    static final int MAX_LIMIT = 200;
    static final int DEFAULT_LIMIT = 50;
    private static final int MAX_REASON = 500;

    private final EntryRepository entries;
    private final SimilarEntries similar;
    private final EntryDeleter deleter;
    private final Clock clock;

    EntriesController(
            EntryRepository entries, SimilarEntries similar, EntryDeleter deleter, Clock clock) {
        this.entries = entries;
        this.similar = similar;
        this.deleter = deleter;
        this.clock = clock;
    }

    @GetMapping
    @Operation(
            summary = "List and search entries",
            description = "All filters must hold. New entries come first, in pages.")
    EntryPage list(
            @Parameter(description = "Only this tenant's entries.") @RequestParam(required = false)
                    @Nullable String tenant,
            @Parameter(description = "Only answers to requests for this model.", example = "gpt-4o")
                    @RequestParam(required = false)
                    @Nullable String model,
            @Parameter(
                            description =
                                    "Only answers older than this: a time, or a duration before now.",
                            example = "P7D")
                    @RequestParam(required = false)
                    @Nullable String olderThan,
            @Parameter(
                            description =
                                    "Only answers newer than this: a time, or a duration before now.",
                            example = "2026-01-31T12:00:00Z")
                    @RequestParam(required = false)
                    @Nullable String newerThan,
            @Parameter(
                            description =
                                    "Words that the question has, as in a web search: \"a phrase\", or, -without.")
                    @RequestParam(required = false)
                    @Nullable String text,
            @Parameter(description = "The nextCursor of the page before.")
                    @RequestParam(required = false)
                    @Nullable String cursor,
            @Parameter(
                            description = "The most entries of a page.",
                            schema =
                                    @Schema(
                                            type = "integer",
                                            minimum = "1",
                                            maximum = "200",
                                            defaultValue = "50"))
                    @RequestParam(required = false)
                    @Nullable String limit) {
        return entries.list(
                EntryFilter.parse(tenant, model, olderThan, newerThan, text, clock),
                Optional.ofNullable(cursor).map(Cursor::decode),
                Parameters.number("limit", limit, 1, MAX_LIMIT, DEFAULT_LIMIT));
    }

    @PostMapping("/similar")
    @Operation(
            summary = "Search a tenant's entries by similarity",
            description =
                    "The entries whose questions are nearest to the text, nearest first. Nearness is no evidence that an answer fits: no guard is asked here.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = SimilarQuery.class)))
    @ApiResponse(responseCode = "200", description = "The entries, nearest first.")
    List<SimilarEntry> similar(InputStream body) throws IOException {
        return similar.search(body);
    }

    @GetMapping("/{tenant}/{id}")
    @Operation(
            summary = "Show an entry",
            description = "Its request, its answer, and where it comes from.")
    @ApiResponse(responseCode = "200", description = "The entry.")
    EntryDetails show(@PathVariable String tenant, @PathVariable String id) {
        return entries.show(tenantOf(tenant), Parameters.entryId(id))
                .orElseThrow(() -> unknown(tenant, id));
    }

    @DeleteMapping("/{tenant}/{id}")
    @Operation(
            summary = "Delete an entry",
            description =
                    "Writes the deletion to recurra.curation, so it survives every replay. A later answer to the same request is a new entry.")
    @ApiResponse(
            responseCode = "204",
            description = "Deleted, and not served any more.",
            content = @Content)
    @ApiResponse(
            responseCode = "202",
            description = "In the log; the indexer has not applied it within five seconds.",
            content = @Content(schema = @Schema(implementation = Deletion.class)))
    ResponseEntity<Deletion> delete(
            @PathVariable String tenant,
            @PathVariable String id,
            @Parameter(description = "Why, for the log: up to 500 characters.")
                    @RequestParam(required = false)
                    @Nullable String reason) {
        Deletion deletion =
                deleter.delete(
                                tenantOf(tenant),
                                Parameters.entryId(id),
                                Parameters.text("reason", reason, MAX_REASON))
                        .orElseThrow(() -> unknown(tenant, id));
        return deletion.applied()
                ? ResponseEntity.noContent().build()
                : ResponseEntity.accepted().body(deletion);
    }

    private static TenantId tenantOf(String tenant) {
        return Parameters.tenant(tenant).orElseThrow();
    }

    private static AdminException unknown(String tenant, String id) {
        return new AdminException(
                ErrorCode.NOT_FOUND,
                "Tenant "
                        + tenant
                        + " has no entry "
                        + id
                        + ". GET /admin/v1/entries lists what there is.");
    }
}
