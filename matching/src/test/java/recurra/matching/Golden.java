package recurra.matching;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Golden files: a row per line, cells apart by {@code |}, {@code #} begins a comment line. */
public final class Golden {
    private Golden() {}

    /**
     * The rows of {@code golden/NAME}. {@code \n}, {@code \t} and {@code \\u0041} are unescaped.
     */
    public static List<List<String>> rows(String name) {
        return text(name)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> Arrays.stream(line.split("\\|", -1)).map(Golden::cell).toList())
                .toList();
    }

    public static String text(String name) {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
            if (in == null) {
                throw new IllegalStateException("No golden file " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String cell(String raw) {
        String text = raw.strip().replace("\\n", "\n").replace("\\t", "\t").replace("\\s", " ");
        StringBuilder out = new StringBuilder();
        int at = 0;
        for (int u = text.indexOf("\\u"); u >= 0; u = text.indexOf("\\u", at)) {
            out.append(text, at, u);
            out.append((char) Integer.parseInt(text.substring(u + 2, u + 6), 16));
            at = u + 6;
        }
        return out.append(text.substring(at)).toString();
    }
}
