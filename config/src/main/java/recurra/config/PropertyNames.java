package recurra.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.ResolvableType;

/**
 * The full names of all properties that a tree of configuration records has. A key of a map, or a
 * place in a list, stands as {@code *}.
 */
public final class PropertyNames {
    private static final String ANY = "*";

    private final List<List<String>> names = new ArrayList<>();

    private PropertyNames() {}

    /** The names of what a record has, and of what its records have. */
    public static PropertyNames of(String prefix, Class<?> type) {
        PropertyNames names = new PropertyNames();
        names.collect(List.of(prefix.split("\\.")), ResolvableType.forClass(type));
        return names;
    }

    /** All names. */
    public List<String> all() {
        return names.stream().map(name -> String.join(".", name)).toList();
    }

    /** The name that takes the fewest edits to become the given one. */
    Optional<String> nearest(ConfigurationPropertyName wrong) {
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < wrong.getNumberOfElements(); i++) {
            elements.add(wrong.getElement(i, ConfigurationPropertyName.Form.ORIGINAL));
        }
        String text = join(elements);
        return names.stream()
                .map(name -> fill(name, elements))
                .min(Comparator.comparingInt(name -> editDistance(name, text)));
    }

    private void collect(List<String> path, ResolvableType type) {
        Class<?> raw = type.toClass();
        if (raw.isRecord()) {
            for (RecordComponent component : raw.getRecordComponents()) {
                collect(
                        append(path, kebab(component.getName())),
                        ResolvableType.forType(component.getGenericType(), type));
            }
        } else if (Map.class.isAssignableFrom(raw)) {
            collect(append(path, ANY), type.asMap().getGeneric(1));
        } else if (Collection.class.isAssignableFrom(raw)) {
            collect(append(path, ANY), type.asCollection().getGeneric(0));
        } else {
            names.add(path);
        }
    }

    /** The name with the map keys and list places of the property that it is compared with. */
    private static String fill(List<String> name, List<String> elements) {
        List<String> filled = new ArrayList<>(name);
        for (int i = 0; i < filled.size(); i++) {
            if (filled.get(i).equals(ANY) && i < elements.size()) {
                filled.set(i, elements.get(i));
            }
        }
        return join(filled);
    }

    /** The elements as a property file writes them: places in lists stand in brackets. */
    private static String join(List<String> elements) {
        return String.join(".", elements).replaceAll("\\.(\\d+)(?=\\.|$)", "[$1]");
    }

    private static List<String> append(List<String> path, String element) {
        List<String> longer = new ArrayList<>(path);
        longer.add(element);
        return longer;
    }

    private static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    /** Levenshtein's distance: insertions, deletions and replacements of characters. */
    public static int editDistance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
