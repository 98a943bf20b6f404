package recurra.admin.web;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.Map;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the description of the API says beside what it reads from the endpoints. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {
    private static final String TOKEN = "adminToken";
    private static final String PROBLEM = "Problem";

    /** What can happen to any request. */
    private static final Map<String, String> PROBLEMS =
            Map.of(
                    "400", "The request is not valid; detail says what to change.",
                    "401", "The admin token is missing or wrong.",
                    "403", "A web page of another site may not ask this.",
                    "503", "Something that is needed does not answer; try again later.");

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(
                        new Info()
                                .title("Recurra admin API")
                                .version("v1")
                                .description(
                                        "Search, curation and accounting of cached answers, across all tenants. Errors are problem details (RFC 9457)."))
                .components(
                        new Components()
                                .addSecuritySchemes(
                                        TOKEN,
                                        new SecurityScheme()
                                                .type(SecurityScheme.Type.HTTP)
                                                .scheme("bearer")
                                                .description(
                                                        "RECURRA_ADMIN_TOKEN. Not asked for where none is configured.")))
                .addSecurityItem(new SecurityRequirement().addList(TOKEN));
    }

    @Bean
    OpenApiCustomizer problemsOfEachOperation() {
        return api -> {
            api.getComponents().addSchemas(PROBLEM, problem());
            for (PathItem path : api.getPaths().values()) {
                path.readOperations().forEach(ApiDescription::addProblems);
            }
        };
    }

    private static void addProblems(Operation operation) {
        PROBLEMS.forEach((status, description) ->
                operation.getResponses().addApiResponse(status, response(description)));
        boolean namesAnEntry =
                operation.getParameters() != null
                        && operation.getParameters().stream()
                                .anyMatch(p -> p.getName().equals("id"));
        if (namesAnEntry) {
            operation
                    .getResponses()
                    .addApiResponse("404", response("The tenant has no such entry."));
        }
    }

    private static ApiResponse response(String description) {
        return new ApiResponse()
                .description(description)
                .content(
                        new Content()
                                .addMediaType(
                                        "application/problem+json",
                                        new MediaType()
                                                .schema(
                                                        new Schema<>()
                                                                .$ref(
                                                                        "#/components/schemas/"
                                                                                + PROBLEM))));
    }

    private static Schema<?> problem() {
        return new ObjectSchema()
                .description("A problem detail (RFC 9457).")
                .addProperty("type", new StringSchema())
                .addProperty("title", new StringSchema().description("What it is in a few words."))
                .addProperty("status", new Schema<>().type("integer"))
                .addProperty("detail", new StringSchema().description("What to change."))
                .addProperty("instance", new StringSchema())
                .addProperty(
                        "code", new StringSchema().description("The same for every such problem."))
                .addProperty(
                        "param",
                        new StringSchema().description("The parameter or field to change."));
    }
}
