package recurra.benchmark.candidates;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * {@code ./recurra bench candidates}: measures what the choices of the template index rest on, and
 * prints tables.
 */
public final class CandidatesApplication {
    private static final List<Integer> SIZES = List.of(1_000, 5_000, 20_000, 50_000, 100_000);
    private static final int WRONG_USE = 2;
    private static final String USAGE =
            """
            Usage: ./recurra bench candidates prompts          which length of prompts needs SimHash beside the vector; minutes
                   ./recurra bench candidates scopes [SIZE …]  exact scan against HNSW and SimHash, by entries of the scope
                                                               (1000 5000 20000 50000 100000); 10 to 30 minutes

            The second needs PostgreSQL with pgvector; RECURRA_POSTGRES_HOME names its folder, for example /usr/lib/postgresql/17.
            """;

    private CandidatesApplication() {}

    /** Ends the process with 0, or with 2 for wrong arguments. */
    public static void main(String[] arguments) throws IOException {
        Locale.setDefault(Locale.ROOT);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path folder = Files.createTempDirectory("recurra-candidates");
        try {
            if (!run(Arrays.asList(arguments), folder, out)) {
                out.print(USAGE);
                System.exit(WRONG_USE);
            }
        } finally {
            remove(folder);
        }
    }

    private static boolean run(List<String> arguments, Path folder, PrintStream out) {
        String what = arguments.isEmpty() ? "" : arguments.getFirst();
        List<String> rest = arguments.stream().skip(1).toList();
        switch (what) {
            case "prompts" -> {
                LongPrompts.measure(folder, out);
                return rest.isEmpty();
            }
            case "scopes" -> {
                if (!rest.stream().allMatch(size -> size.matches("[1-9]\\d{1,6}"))) {
                    return false;
                }
                ScopeSizes.measure(
                        folder,
                        rest.isEmpty() ? SIZES : rest.stream().map(Integer::valueOf).toList(),
                        out);
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
