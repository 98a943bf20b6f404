package recurra.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ClassPathResource;
import recurra.admin.config.AdminProperties;
import recurra.config.PropertyNames;
import recurra.embedder.config.EmbedderProperties;
import recurra.gateway.config.GatewayProperties;
import recurra.indexer.config.IndexerProperties;

/** The documents agree with the code, and with each other. */
class DocumentsTest {
    private static final Path ROOT = root();
    private static final Set<String> NOT_OURS =
            Set.of("target", "node_modules", ".git", ".recurra", ".venv");

    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s#]+)(?:#[^)\\s]*)?\\)");
    private static final Pattern ROW =
            Pattern.compile("^\\| `([^`]+)` \\| ([^|]*)\\| ([^|]*)\\|", Pattern.MULTILINE);
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(RECURRA_[A-Z_]+):");

    /** What a setting is bound to, and what it is where it is not set. */
    private record Row(String variable, String value) {}

    static List<Arguments> services() {
        return List.of(
                Arguments.of("Gateway", GatewayProperties.class, "gateway.yml"),
                Arguments.of("Embedder", EmbedderProperties.class, "embedder.yml"),
                Arguments.of("Indexer", IndexerProperties.class, "indexer.yml"),
                Arguments.of("Admin API", AdminProperties.class, "admin-api.yml"));
    }

    @ParameterizedTest
    @MethodSource("services")
    void theConfigurationPageHasEveryProperty(String service, Class<?> type, String file) {
        List<String> properties =
                PropertyNames.of("recurra", type).all().stream()
                        .map(DocumentsTest::asWritten)
                        .toList();

        assertThat(rows(service).keySet())
                .filteredOn(property -> property.startsWith("recurra."))
                .containsExactlyInAnyOrderElementsOf(properties);
    }

    @ParameterizedTest
    @MethodSource("services")
    void theConfigurationPageHasEveryDefault(String service, Class<?> type, String file) {
        Map<String, String> defaults = new LinkedHashMap<>();
        collectDefaults("recurra", type, defaults);
        Map<String, Row> rows = rows(service);

        defaults.forEach((property, value) ->
                assertThat(rows.get(property))
                        .as(property)
                        .extracting(Row::value)
                        .isEqualTo(value));
    }

    @ParameterizedTest
    @MethodSource("services")
    void theConfigurationPageHasEveryVariable(String service, Class<?> type, String file)
            throws IOException {
        Map<String, Row> rows = rows(service);
        EnumerablePropertySource<?> bound =
                (EnumerablePropertySource<?>)
                        new YamlPropertySourceLoader()
                                .load(file, new ClassPathResource(file))
                                .getFirst();
        for (String property : bound.getPropertyNames()) {
            Matcher variable = VARIABLE.matcher(String.valueOf(bound.getProperty(property)));
            if (variable.find()) {
                assertThat(rows.get(property.replace("providers.default", "providers.<name>")))
                        .as(property)
                        .extracting(Row::variable)
                        .isEqualTo(variable.group(1));
            }
        }
    }

    @Test
    void theConfigurationPageHasEveryOptionOfTheLauncher() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/reference/configuration.md"));
        String launcher = Files.readString(ROOT.resolve("recurra"));

        assertThat(Pattern.compile("RECURRA_[A-Z_]*[A-Z]").matcher(launcher).results())
                .isNotEmpty()
                .allSatisfy(variable -> assertThat(page).contains("`" + variable.group() + "`"));
    }

    @Test
    void everyRelativeLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        List<Path> documents = documents();
        for (Path document : documents) {
            Matcher link = LINK.matcher(Files.readString(document));
            while (link.find()) {
                String target = link.group(1);
                if (!target.matches("[a-z]+:.*")
                        && !Files.exists(document.resolveSibling(target))) {
                    broken.add(ROOT.relativize(document) + " -> " + target);
                }
            }
        }

        assertThat(documents).hasSizeGreaterThan(10);
        assertThat(broken).isEmpty();
    }

    /** The rows of a service's table by property. */
    private static Map<String, Row> rows(String service) {
        try {
            String page = Files.readString(ROOT.resolve("docs/reference/configuration.md"));
            String section = page.split("\n## " + service + "\n", 2)[1].split("\n## ", 2)[0];
            Map<String, Row> rows = new LinkedHashMap<>();
            Matcher row = ROW.matcher(section);
            while (row.find()) {
                rows.put(row.group(1), new Row(plain(row.group(2)), plain(row.group(3))));
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String plain(String cell) {
        String text = cell.strip();
        return text.startsWith("`") ? text.substring(1, text.length() - 1) : text;
    }

    /** With a name for the key of a map; a list stands for itself. */
    private static String asWritten(String property) {
        return property.replace("providers.*", "providers.<name>")
                .replace("routes.*", "routes.<name>")
                .replace("chain.*", "chain[]")
                .replace("pricing.models.*", "pricing.models.<model>")
                .replaceAll("\\.\\*$", "");
    }

    private static void collectDefaults(
            String path, Class<?> record, Map<String, String> defaults) {
        for (RecordComponent component : record.getRecordComponents()) {
            String name =
                    path
                            + "."
                            + component
                                    .getName()
                                    .replaceAll("([a-z])([A-Z])", "$1-$2")
                                    .toLowerCase(Locale.ROOT);
            DefaultValue value = component.getAnnotation(DefaultValue.class);
            if (component.getType().isRecord()) {
                collectDefaults(name, component.getType(), defaults);
            } else if (value != null && !Map.class.isAssignableFrom(component.getType())) {
                defaults.put(name, String.join(",", value.value()));
            }
        }
    }

    private static List<Path> documents() throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(
                ROOT,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        return NOT_OURS.contains(folder.getFileName().toString())
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (file.toString().endsWith(".md")) {
                            found.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return found;
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/ARCHITECTURE.md"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
