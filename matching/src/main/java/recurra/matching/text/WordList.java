package recurra.matching.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Words and phrases kept as data, in {@code recurra/matching/english/NAME.txt}, or in another
 * folder where the name says so ({@code other-languages/live}): an entry per line, or several apart
 * by commas; {@code #} begins a comment. A missing list is a broken build and ends the start.
 */
public final class WordList {
    private WordList() {}

    /** The entries in their order. */
    public static List<String> entries(String name) {
        return read(name)
                .lines()
                .map(line -> line.replaceFirst("#.*", ""))
                .flatMap(line -> List.of(line.split(",")).stream())
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    /** The entries without order. */
    public static Set<String> set(String name) {
        return entries(name).stream().collect(Collectors.toUnmodifiableSet());
    }

    /** The entries of the form {@code key = value}, in their order. */
    public static Map<String, String> map(String name) {
        Map<String, String> map = new LinkedHashMap<>();
        for (String entry : entries(name)) {
            int sign = entry.indexOf('=');
            if (sign < 0) {
                throw new IllegalStateException(name + ": '" + entry + "' lacks its '='");
            }
            map.put(entry.substring(0, sign).strip(), entry.substring(sign + 1).strip());
        }
        return Map.copyOf(map);
    }

    private static String read(String name) {
        String folder = name.contains("/") ? "/recurra/matching/" : "/recurra/matching/english/";
        String path = folder + name + ".txt";
        try (InputStream in = WordList.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("The word list " + path + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
