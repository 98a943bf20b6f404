package recurra.evaluation;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import recurra.commandline.CommandLine;
import recurra.commandline.UsageException;
import recurra.evaluation.data.Part;

/**
 * The command line.
 *
 * @param withOwn whether to read the project's own pairs, too
 * @param partOrNull the part of the data; null for all
 * @param sizes of the populated caches, ascending; empty for none
 * @param limit the most trials of each slice and label
 * @param random how many random pairs
 * @param gatewayOrNull a gateway to be asked as well
 */
record Options(
        List<Path> pairs,
        List<Path> templates,
        List<Path> tools,
        boolean withOwn,
        @Nullable Path json,
        @Nullable Path html,
        @Nullable Path markdown,
        @Nullable Part partOrNull,
        List<Integer> sizes,
        int limit,
        int random,
        int resamples,
        long seed,
        @Nullable URI gatewayOrNull,
        @Nullable String gatewayKey,
        int gatewayLimit,
        boolean help) {
    private static final List<Integer> SIZES = List.of(1_000, 10_000, 100_000);
    private static final int LARGEST = 1_000_000;
    private static final int RANDOM_PAIRS = 100_000;
    private static final int RESAMPLES = 1_000;
    private static final int GATEWAY_LIMIT = 20;
    private static final int MOST_RANDOM = 10_000_000;
    private static final int MOST_RESAMPLES = 100_000;
    private static final int MOST_OF_GATEWAY = 10_000;

    static final String USAGE =
            """
            Usage: ./recurra eval [OPTIONS]

            Measures how many duplicates the cache finds and how many questions it answers wrongly, beside what
            other methods do on the same vectors. Without files it reads the pairs that come with the project.

              --pairs FILE       question pairs {"a", "b", "same"}, if wanted with "slice" and "lang"
              --templates FILE   template questions {"template", "slots", "text"}, if wanted with "corpus"
              --tools FILE       prompts with tools {"function", "question"}
              --own              the pairs that come with the project, beside the files
                                 Files are JSON Lines in UTF-8, gzipped or not; the options can be repeated.

              --json FILE        writes the report for machines
              --html FILE        writes the report for people
              --markdown FILE    writes the tables

              --part PART        train, calibration, test or all (all)
              --sizes N,N,…      entries of the full caches (1000,10000,100000); none to leave them out
              --limit N          at most so many rows of each slice and label, drawn by the seed (all)
              --random N         random pairs of different questions (100000); 0 to leave them out
              --resamples N      of the bootstrap (1000)
              --seed N           of everything that is drawn (1)

              --gateway URL      asks a running gateway as well, for example http://127.0.0.1:8080
              --gateway-key KEY  sent as bearer token; better in the variable RECURRA_EVAL_KEY
              --gateway-limit N  at most so many pairs of each slice and label (20)
              --allow-remote     lets the gateway be on another machine; its provider may cost money

              --help             this text

            docs/reference/matching.md says what the numbers mean.
            """;

    boolean own() {
        return withOwn || pairs.isEmpty() && templates.isEmpty() && tools.isEmpty();
    }

    Optional<Part> part() {
        return Optional.ofNullable(partOrNull);
    }

    Optional<URI> gateway() {
        return Optional.ofNullable(gatewayOrNull);
    }

    String partLabel() {
        return part().map(Part::label).orElse("all");
    }

    /** Reads the arguments. */
    static Options parse(List<String> arguments, @Nullable String keyFromEnvironment) {
        Parser parser = new Parser();
        parser.key = keyFromEnvironment;
        parser.commandLine().read(arguments);
        return parser.options();
    }

    private static final class Parser {
        private final List<Path> pairs = new ArrayList<>();
        private final List<Path> templates = new ArrayList<>();
        private final List<Path> tools = new ArrayList<>();
        private @Nullable Path json;
        private @Nullable Path html;
        private @Nullable Path markdown;
        private @Nullable Part part;
        private List<Integer> sizes = SIZES;
        private int limit = Integer.MAX_VALUE;
        private int random = RANDOM_PAIRS;
        private int resamples = RESAMPLES;
        private long seed = 1;
        private @Nullable URI gateway;
        private @Nullable String key;
        private int gatewayLimit = GATEWAY_LIMIT;
        private boolean own;
        private boolean remote;
        private boolean help;

        CommandLine commandLine() {
            return new CommandLine("./recurra eval")
                    .flag("--help", () -> help = true)
                    .flag("-h", () -> help = true)
                    .flag("--own", () -> own = true)
                    .flag("--allow-remote", () -> remote = true)
                    .option("--pairs", file -> pairs.add(Path.of(file)))
                    .option("--templates", file -> templates.add(Path.of(file)))
                    .option("--tools", file -> tools.add(Path.of(file)))
                    .option("--json", file -> json = output("--json", file))
                    .option("--html", file -> html = output("--html", file))
                    .option("--markdown", file -> markdown = output("--markdown", file))
                    .option("--part", name -> part = part(name))
                    .option("--sizes", text -> sizes = sizes(text))
                    .number("--limit", 1, Integer.MAX_VALUE, most -> limit = most)
                    .number("--random", 0, MOST_RANDOM, number -> random = number)
                    .number("--resamples", 1, MOST_RESAMPLES, number -> resamples = number)
                    .number("--seed", Integer.MIN_VALUE, Integer.MAX_VALUE, number -> seed = number)
                    .option("--gateway", url -> gateway = uri(url))
                    .option("--gateway-key", text -> key = text)
                    .number("--gateway-limit", 1, MOST_OF_GATEWAY, most -> gatewayLimit = most);
        }

        Options options() {
            if (gateway != null && !remote && !isLoopback(gateway.getHost())) {
                throw new UsageException(
                        "The gateway "
                                + gateway
                                + " is not on this machine. Its provider may cost money; add --allow-remote to ask it all the same.");
            }
            return new Options(
                    List.copyOf(pairs),
                    List.copyOf(templates),
                    List.copyOf(tools),
                    own,
                    json,
                    html,
                    markdown,
                    part,
                    sizes,
                    limit,
                    random,
                    resamples,
                    seed,
                    gateway,
                    key,
                    gatewayLimit,
                    help);
        }

        private static Path output(String name, String value) {
            Path file = Path.of(value).toAbsolutePath();
            Path folder = file.getParent();
            if (Files.isDirectory(file) || folder == null || !Files.isDirectory(folder)) {
                throw new UsageException(
                        "Option "
                                + name
                                + " needs a file in a folder that exists, and "
                                + value
                                + " is not one.");
            }
            return file;
        }

        private static @Nullable Part part(String value) {
            if (value.equals("all")) {
                return null;
            }
            return Arrays.stream(Part.values())
                    .filter(part -> part.label().equals(value))
                    .findFirst()
                    .orElseThrow(() ->
                            new UsageException(
                                    "Option --part is one of "
                                            + Stream.concat(
                                                            Arrays.stream(Part.values())
                                                                    .map(Part::label),
                                                            Stream.of("all"))
                                                    .collect(Collectors.joining(", "))
                                            + ", not \""
                                            + value
                                            + "\"."));
        }

        private static List<Integer> sizes(String value) {
            if (value.equals("none")) {
                return List.of();
            }
            return Arrays.stream(value.split(",", -1))
                    .map(size -> CommandLine.number("--sizes", size.strip(), 2, LARGEST))
                    .sorted()
                    .distinct()
                    .toList();
        }

        private static URI uri(String value) {
            try {
                URI uri = URI.create(value.replaceFirst("/(v1/?)?$", ""));
                if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                        && uri.getHost() != null) {
                    return uri;
                }
            } catch (IllegalArgumentException e) {
                // Said below, in the same words.
            }
            throw new UsageException(
                    "Option --gateway needs an address such as http://127.0.0.1:8080, not \""
                            + value
                            + "\".");
        }

        private static boolean isLoopback(String host) {
            try {
                return InetAddress.getByName(host).isLoopbackAddress();
            } catch (UnknownHostException e) {
                throw new UsageException("The host \"" + host + "\" of --gateway is not known.");
            }
        }
    }
}
