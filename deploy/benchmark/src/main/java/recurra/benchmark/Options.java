package recurra.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import recurra.benchmark.part.Effort;
import recurra.benchmark.part.Part;
import recurra.commandline.CommandLine;
import recurra.commandline.UsageException;

/**
 * The command line.
 *
 * @param parts what is measured, in the order in which it stands on the page
 * @param out the folder for everything that is written
 * @param writeDocs whether the page goes to the documentation, too
 * @param fromOrNull results to make the page of, instead of measuring
 */
record Options(
        List<Part> parts,
        Effort effort,
        Path out,
        boolean writeDocs,
        @Nullable Path fromOrNull,
        boolean list,
        boolean help) {
    static final String USAGE =
            """
            Usage: ./recurra bench [PART …] [OPTIONS]
                   ./recurra bench jmh [OPTIONS OF JMH]
                   ./recurra bench candidates prompts|scopes

            Measures Recurra and what it is compared with on this machine, in one run, interleaved, in several rounds, and
            writes a page with medians and spreads, plots, and all results as JSON. Without a part it measures all of them.
            The results of these parts replace earlier ones of theirs; those of the other parts stay, and stand on the page
            with their own date and commit. All load stays on this machine. Leave the machine alone meanwhile: the figures are only worth what it is quiet.

              --list             the parts, with about how long each takes
              --quick            a few minutes, to see that everything works; its figures are worth nothing
              --rounds N         of everything that is compared (3)
              --seconds N        of load on one target in one round (4)
              --minutes N        of mixed load for the memory over time (20)
              --million          the template tier with a million entries, too, which takes about 20 minutes more
              --out FOLDER       for results, page, plots, logs and what is installed to be compared (.recurra/benchmark)
              --write-docs       puts the page and the plots into docs/reference as well
              --from FILE        makes the page of results that are there, and measures nothing
              --help             this text

            jmh runs the micro-benchmarks with options of your own; the part "micro" runs them with short ones. candidates
            measures what the choices of the template index rest on.
            """;

    /** The folder for results, page and plots; those of quick runs never replace others. */
    Path results() {
        return effort.quick() ? out.resolve("quick") : out;
    }

    Optional<Path> from() {
        return Optional.ofNullable(fromOrNull);
    }

    /**
     * Reads the arguments.
     *
     * @param known all parts that there are
     * @param out where results go unless an option says otherwise
     */
    static Options parse(List<String> arguments, List<Part> known, Path out) {
        Parser parser = new Parser(known, out);
        parser.commandLine().read(arguments);
        return parser.options();
    }

    private static final class Parser {
        private static final int MOST_ROUNDS = 100;
        private static final int MOST_SECONDS = 600;
        private static final int MOST_MINUTES = 24 * 60;

        private final List<Part> known;
        private final List<Part> chosen = new ArrayList<>();
        private Path out;
        private int rounds;
        private int seconds;
        private int minutes;
        private boolean quick;
        private boolean million;
        private boolean writeDocs;
        private @Nullable Path from;
        private boolean list;
        private boolean help;

        private Parser(List<Part> known, Path out) {
            this.known = known;
            this.out = out;
        }

        CommandLine commandLine() {
            return new CommandLine("./recurra bench")
                    .words(name -> chosen.add(part(name)))
                    .flag("--help", () -> help = true)
                    .flag("-h", () -> help = true)
                    .flag("--list", () -> list = true)
                    .flag("--quick", () -> quick = true)
                    .flag("--million", () -> million = true)
                    .flag("--write-docs", () -> writeDocs = true)
                    .number("--rounds", 1, MOST_ROUNDS, number -> rounds = number)
                    .number("--seconds", 1, MOST_SECONDS, number -> seconds = number)
                    .number("--minutes", 1, MOST_MINUTES, number -> minutes = number)
                    .option("--out", folder -> out = Path.of(folder).toAbsolutePath())
                    .option("--from", file -> from = Path.of(file).toAbsolutePath());
        }

        private Part part(String name) {
            return known.stream()
                    .filter(part -> part.name().equals(name))
                    .findFirst()
                    .orElseThrow(() ->
                            new UsageException(
                                    "There is no part \""
                                            + name
                                            + "\". ./recurra bench --list shows them."));
        }

        Options options() {
            Effort usual = quick ? Effort.QUICK : Effort.FULL;
            Effort effort =
                    new Effort(
                            quick,
                            rounds > 0 ? rounds : usual.rounds(),
                            seconds > 0 ? Duration.ofSeconds(seconds) : usual.load(),
                            usual.warmUp(),
                            minutes > 0 ? Duration.ofMinutes(minutes) : usual.mixedLoad(),
                            usual.streams(),
                            usual.rebuilt(),
                            usual.embedded(),
                            million);
            List<Part> parts =
                    known.stream()
                            .filter(part -> chosen.isEmpty() || chosen.contains(part))
                            .toList();
            return new Options(parts, effort, out, writeDocs, from, list, help);
        }
    }
}
