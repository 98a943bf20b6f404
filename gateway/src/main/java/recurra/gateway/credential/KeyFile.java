package recurra.gateway.credential;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import recurra.config.InvalidConfigurationException;
import recurra.matching.TenantId;

/**
 * The file with the gateway's keys, of the form
 *
 * <pre>{@code
 * keys:
 *   - sha256: 2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b
 *     tenant: acme
 *     name: the shop's assistant
 * }</pre>
 *
 * {@code name} is for people. Anything else in it stops the start.
 */
public final class KeyFile {
    private static final Set<String> FIELDS = Set.of("sha256", "tenant", "name");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final String FORM =
            "Write it as 'keys:' with a list of 'sha256', 'tenant' and 'name'; 'printf %s \"$KEY\" |"
                    + " sha256sum' makes the digest.";

    private final Path file;

    private KeyFile(Path file) {
        this.file = file;
    }

    /**
     * The tenants by the digests of their keys.
     *
     * @throws InvalidConfigurationException when the file cannot be read or is not of its form
     */
    public static Map<String, TenantId> read(Path file) {
        return new KeyFile(file).read();
    }

    private Map<String, TenantId> read() {
        Object root;
        try (Reader reader = Files.newBufferedReader(file)) {
            root = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
        } catch (IOException e) {
            throw new InvalidConfigurationException(
                    "The file with keys cannot be read: " + file,
                    "Create it, or set recurra.keys.file (RECURRA_KEYS_FILE) to another.",
                    e);
        } catch (YAMLException e) {
            throw new InvalidConfigurationException(
                    "The file with keys is not YAML: " + file, FORM, e);
        }
        if (!(root instanceof Map<?, ?> map)
                || !(map.get("keys") instanceof List<?> keys)
                || map.size() != 1
                || keys.isEmpty()) {
            throw invalid("has no list 'keys', or something else");
        }
        Map<String, TenantId> tenants = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            String where = "keys[" + i + "]";
            if (!(keys.get(i) instanceof Map<?, ?> key)) {
                throw invalid(where + " is not an object");
            }
            Set<Object> unknown = new TreeSet<>(key.keySet());
            unknown.removeAll(FIELDS);
            if (!unknown.isEmpty()) {
                throw invalid(where + " has an unknown field '" + unknown.iterator().next() + "'");
            }
            String digest = text(key, "sha256", where).toLowerCase(Locale.ROOT);
            if (!DIGEST.matcher(digest).matches()) {
                throw invalid(where + ".sha256 has not 64 hexadecimal digits");
            }
            if (tenants.put(digest, tenant(text(key, "tenant", where), where)) != null) {
                throw invalid(where + ".sha256 stands there twice");
            }
        }
        return tenants;
    }

    private String text(Map<?, ?> key, String field, String where) {
        Object value = key.get(field);
        if (value == null || value.toString().isBlank()) {
            throw invalid(where + "." + field + " is missing");
        }
        return value.toString();
    }

    private TenantId tenant(String value, String where) {
        try {
            return new TenantId(value);
        } catch (IllegalArgumentException e) {
            throw invalid(where + ".tenant is no tenant: " + e.getMessage());
        }
    }

    private InvalidConfigurationException invalid(String what) {
        return new InvalidConfigurationException(
                "In the file with keys " + file + ", " + what + ".", FORM);
    }
}
