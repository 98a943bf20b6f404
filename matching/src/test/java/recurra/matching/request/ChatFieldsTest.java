package recurra.matching.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import recurra.matching.Golden;

class ChatFieldsTest {
    @Test
    void everyFieldOfTheDescriptionHasARole() {
        assertThat(tableNames())
                .containsExactlyElementsOf(
                        Golden.text("openai-chat-fields.txt").lines().sorted().toList());
    }

    /**
     * The golden list is the description's own; runs where the description lies beside the
     * repository.
     */
    @Test
    void theGoldenListIsTheDescriptions() throws IOException {
        Path description =
                Path.of(System.getProperty("recurra.data", "../../shared/data"))
                        .resolve("openapi/openai-openapi.yaml");
        assumeTrue(
                Files.exists(description),
                () -> "OpenAI's API description is missing: " + description);

        assertThat(fieldsOf(description))
                .containsExactlyElementsOf(
                        Golden.text("openai-chat-fields.txt").lines().sorted().toList());
    }

    @Test
    void onlyTheseFieldsStayOutOfTheKey() {
        Map<FieldRole, Set<String>> byRole =
                Arrays.stream(ChatField.values())
                        .collect(
                                Collectors.groupingBy(
                                        ChatField::role,
                                        Collectors.mapping(
                                                ChatField::jsonName, Collectors.toSet())));

        assertThat(byRole.get(FieldRole.TRANSPORT))
                .containsExactlyInAnyOrder(
                        "stream",
                        "stream_options",
                        "prompt_cache_key",
                        "prompt_cache_options",
                        "prompt_cache_retention");
        assertThat(byRole.get(FieldRole.IDENTITY))
                .containsExactlyInAnyOrder("user", "metadata", "safety_identifier");
    }

    @Test
    void anUnknownFieldShapesTheAnswer() {
        assertThat(ChatFields.roleOf("invented_tomorrow")).isEqualTo(FieldRole.SHAPES_ANSWER);
        assertThat(ChatFields.roleOf("STREAM")).isEqualTo(FieldRole.SHAPES_ANSWER);
    }

    private static List<String> tableNames() {
        return Arrays.stream(ChatField.values()).map(ChatField::jsonName).sorted().toList();
    }

    private static Set<String> fieldsOf(Path description) throws IOException {
        LoadSettings settings = LoadSettings.builder().setCodePointLimit(100_000_000).build();
        try (InputStream in = Files.newInputStream(description)) {
            Map<?, ?> root = (Map<?, ?>) new Load(settings).loadFromInputStream(in);
            Map<?, ?> schemas = (Map<?, ?>) ((Map<?, ?>) root.get("components")).get("schemas");
            Set<String> names = new TreeSet<>();
            collect(schemas, (Map<?, ?>) schemas.get("CreateChatCompletionRequest"), names);
            return names;
        }
    }

    private static void collect(Map<?, ?> schemas, Map<?, ?> schema, Set<String> names) {
        if (schema.get("$ref") instanceof String reference) {
            String name = reference.substring(reference.lastIndexOf('/') + 1);
            collect(schemas, (Map<?, ?>) schemas.get(name), names);
        }
        if (schema.get("allOf") instanceof List<?> parts) {
            parts.forEach(part -> collect(schemas, (Map<?, ?>) part, names));
        }
        if (schema.get("properties") instanceof Map<?, ?> properties) {
            properties.keySet().forEach(name -> names.add((String) name));
        }
    }
}
