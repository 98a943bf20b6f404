package recurra.evaluation.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.commandline.Progress;
import recurra.evaluation.data.DataFile;
import recurra.evaluation.data.DataFiles;
import recurra.evaluation.data.Pair;
import recurra.evaluation.encoding.Encoder;
import recurra.evaluation.method.Methods;
import recurra.evaluation.method.Weigher;
import recurra.evaluation.result.Example;
import recurra.evaluation.result.Figures;
import recurra.evaluation.result.SetResult;
import recurra.evaluation.trial.Trials;

/**
 * Holds the default setting to exact counts on the project's own pairs. When matching changes, the
 * counts may: look at the difference, then write what the failure shows into {@code
 * golden/own-pairs.txt}. A false hit may only stay with its reason, in {@code
 * golden/own-false-hits.txt}.
 */
class OwnPairsTest {
    private static SetResult result;

    @BeforeAll
    static void measure(@TempDir Path folder) {
        DataFile<Pair> pairs = DataFiles.ownPairs();
        try (Encoder encoder = new Encoder(folder)) {
            result =
                    new SetRun(encoder, new Weigher(), 10, 1)
                            .run(
                                    Trials.ofPairs(pairs, Integer.MAX_VALUE, 1),
                                    new Progress(System.err, false));
        }
    }

    @Test
    void hitsAsManyAsBefore() throws IOException {
        String counts =
                result.method(Methods.CASCADE).slices().entrySet().stream()
                        .map(slice -> line(slice.getKey(), slice.getValue()))
                        .collect(Collectors.joining());

        assertThat(counts).isEqualTo(golden("own-pairs.txt"));
    }

    @Test
    void isWrongOnlyWhereItIsKnownWhy() throws IOException {
        Map<String, String> reasons = new TreeMap<>();
        golden("own-false-hits.txt")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split("\\s*\\|\\s*"))
                .forEach(parts -> reasons.put(parts[0], parts[1]));

        List<String> wrong = result.falseHits().stream().map(Example::asked).toList();

        assertThat(wrong).isSubsetOf(reasons.keySet());
        assertThat(reasons.values()).noneMatch(String::isBlank);
    }

    @Test
    void thePairsAreWellFormed() {
        List<Pair> pairs = DataFiles.ownPairs().rows();

        assertThat(pairs).hasSizeGreaterThan(250);
        assertThat(pairs.stream().map(pair -> pair.a() + "\n" + pair.b())).doesNotHaveDuplicates();
        assertThat(pairs.stream().map(Pair::language).distinct())
                .contains("en", "de", "fr", "es", "ja", "zh");
    }

    private static String line(String slice, Figures figures) {
        return String.format(
                Locale.ROOT,
                "%-20s found %3d of %3d, false hits %2d of %3d\n",
                slice,
                figures.right(),
                figures.positives(),
                figures.wrongOnNegatives(),
                figures.negatives());
    }

    private static String golden(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(OwnPairsTest.class.getResourceAsStream("/golden/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
