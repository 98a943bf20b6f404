package recurra.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import recurra.benchmark.part.Effort;
import recurra.benchmark.part.Part;

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
            All load stays on this machine. Leave the machine alone meanwhile: the figures are only worth what it is quiet.

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

    Optional<Path> from() {
        return Optional.ofNullable(fromOrNull);
    }

    /**
     * Reads the arguments; both {@code --name value} and {@code --name=value}.
     *
     * @param known all parts that there are
     * @param out where results go unless an option says otherwise
     */
    static Options parse(List<String> arguments, List<Part> known, Path out) {
        Parser parser = new Parser(known, out);
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("-")) {
                parser.part(argument);
                continue;
            }
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (parser.flag(name)) {
                if (equals >= 0) {
                    throw new UsageException("Option " + name + " takes no value.");
                }
                continue;
            }
            if (!Parser.VALUED.contains(name)) {
                throw new UsageException(
                        "There is no option " + name + ". ./recurra bench --help lists them.");
            }
            if (equals < 0 && i + 1 == arguments.size()) {
                throw new UsageException("Option " + name + " needs a value.");
            }
            parser.value(name, equals < 0 ? arguments.get(++i) : argument.substring(equals + 1));
        }
        return parser.options();
    }

    private static final class Parser {
        private static final List<String> VALUED =
                List.of("--rounds", "--seconds", "--minutes", "--out", "--from");

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

        void part(String name) {
            chosen.add(
                    known.stream()
                            .filter(part -> part.name().equals(name))
                            .findFirst()
                            .orElseThrow(() ->
                                    new UsageException(
                                            "There is no part \""
                                                    + name
                                                    + "\". ./recurra bench --list shows them.")));
        }

        boolean flag(String name) {
            switch (name) {
                case "--help", "-h" -> help = true;
                case "--list" -> list = true;
                case "--quick" -> quick = true;
                case "--million" -> million = true;
                case "--write-docs" -> writeDocs = true;
                default -> {
                    return false;
                }
            }
            return true;
        }

        void value(String name, String value) {
            switch (name) {
                case "--rounds" -> rounds = number(name, value, MOST_ROUNDS);
                case "--seconds" -> seconds = number(name, value, MOST_SECONDS);
                case "--minutes" -> minutes = number(name, value, MOST_MINUTES);
                case "--out" -> out = Path.of(value).toAbsolutePath();
                case "--from" -> from = Path.of(value).toAbsolutePath();
                default -> throw new IllegalStateException(name);
            }
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

        private static int number(String name, String value, int most) {
            try {
                int number = Integer.parseInt(value);
                if (number >= 1 && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Said below, in the same words.
            }
            throw new UsageException(
                    String.format(
                            Locale.ROOT,
                            "Option %s needs a whole number from 1 to %d, not \"%s\".",
                            name,
                            most,
                            value));
        }
    }
}
