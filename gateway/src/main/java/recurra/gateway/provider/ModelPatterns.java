package recurra.gateway.provider;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names of models, and patterns of names in which {@code *} stands for anything. */
final class ModelPatterns {
    private final List<String> names;
    private final List<Pattern> patterns;

    ModelPatterns(List<String> models) {
        names = models.stream().filter(model -> !model.contains("*")).toList();
        patterns =
                models.stream()
                        .filter(model -> model.contains("*"))
                        .map(ModelPatterns::compile)
                        .toList();
    }

    boolean isEmpty() {
        return names.isEmpty() && patterns.isEmpty();
    }

    /** The names without patterns. */
    List<String> names() {
        return names;
    }

    boolean matches(String model) {
        return names.contains(model)
                || patterns.stream().anyMatch(pattern -> pattern.matcher(model).matches());
    }

    private static Pattern compile(String model) {
        return Pattern.compile(
                Arrays.stream(model.split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")));
    }
}
