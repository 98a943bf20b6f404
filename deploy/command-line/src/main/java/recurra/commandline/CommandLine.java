package recurra.commandline;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The options that a command knows, and what is to be done with each; it reads both {@code --name
 * value} and {@code --name=value}.
 */
public final class CommandLine {
    private final String command;
    private final Map<String, Runnable> flags = new HashMap<>();
    private final Map<String, Consumer<String>> options = new HashMap<>();
    private Consumer<String> words;

    /**
     * @param command as it is typed; with {@code --help} it lists its options
     */
    public CommandLine(String command) {
        this.command = command;
        this.words =
                word -> {
                    throw new UsageException("\"" + word + "\" is no option. " + seeHelp());
                };
    }

    /** An option without a value. */
    public CommandLine flag(String name, Runnable given) {
        flags.put(name, given);
        return this;
    }

    /** An option with a value; it may come several times. */
    public CommandLine option(String name, Consumer<String> given) {
        options.put(name, given);
        return this;
    }

    /** An option whose value is a whole number. */
    public CommandLine number(String name, int least, int most, Consumer<Integer> given) {
        return option(name, value -> given.accept(number(name, value, least, most)));
    }

    /** What does not begin with a hyphen; without this, nothing may. */
    public CommandLine words(Consumer<String> given) {
        words = given;
        return this;
    }

    /**
     * Reads the arguments in their order.
     *
     * @throws UsageException when they are wrong
     */
    public void read(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("-")) {
                words.accept(argument);
                continue;
            }
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            Runnable flag = flags.get(name);
            Consumer<String> option = options.get(name);
            if (flag != null) {
                if (equals >= 0) {
                    throw new UsageException("Option " + name + " takes no value.");
                }
                flag.run();
            } else if (option == null) {
                throw new UsageException("There is no option " + name + ". " + seeHelp());
            } else if (equals >= 0) {
                option.accept(argument.substring(equals + 1));
            } else if (i + 1 < arguments.size()) {
                option.accept(arguments.get(++i));
            } else {
                throw new UsageException("Option " + name + " needs a value.");
            }
        }
    }

    private String seeHelp() {
        return command + " --help lists them.";
    }

    /**
     * A whole number; it may have underscores.
     *
     * @param name of the option that it is the value of
     */
    public static int number(String name, String value, int least, int most) {
        try {
            int number = Integer.parseInt(value.replace("_", ""));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, in the same words.
        }
        throw new UsageException(
                String.format(
                        Locale.ROOT,
                        "Option %s needs a whole number from %d to %d, not \"%s\".",
                        name,
                        least,
                        most,
                        value));
    }
}
