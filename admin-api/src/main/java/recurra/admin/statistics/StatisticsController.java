package recurra.admin.statistics;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Statistics over HTTP. */
@RestController
@Tag(name = "Statistics", description = "What was asked, and what it cost and saved.")
class StatisticsController {
    private final StatisticsRepository statistics;
    private final Clock clock;

    StatisticsController(StatisticsRepository statistics, Clock clock) {
        this.statistics = statistics;
        this.clock = clock;
    }

    @GetMapping(path = "/admin/v1/statistics", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Requests, hits by kind, tokens and dollars spent and saved, latencies",
            description = "In sum, by kind of answer and by hour, over 31 days at most.")
    Statistics read(
            @Parameter(
                            description =
                                    "The first moment: a time, or a duration before now. A day before 'to' by default.",
                            example = "P1D")
                    @RequestParam(required = false)
                    @Nullable String from,
            @Parameter(
                            description =
                                    "The first moment after: a time, or a duration before now. Now by default.")
                    @RequestParam(required = false)
                    @Nullable String to,
            @Parameter(description = "Only this tenant's requests.") @RequestParam(required = false)
                    @Nullable String tenant,
            @Parameter(description = "Only requests for this model.", example = "gpt-4o")
                    @RequestParam(required = false)
                    @Nullable String model) {
        return statistics.read(StatisticsFilter.parse(from, to, tenant, model, clock));
    }
}
