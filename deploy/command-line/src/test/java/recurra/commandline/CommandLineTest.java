package recurra.commandline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
    private final List<String> read = new ArrayList<>();
    private final CommandLine commandLine =
            new CommandLine("./recurra try")
                    .flag("--fast", () -> read.add("fast"))
                    .option("--file", file -> read.add("file " + file))
                    .number("--times", 1, 9_999, times -> read.add("times " + times));

    @Test
    void optionsComeInTheirOrderAndAnyNumberOfTimes() {
        commandLine.read(
                List.of("--file", "a", "--times=1_000", "--fast", "--file=b=c", "--file", "-d"));

        assertThat(read).containsExactly("file a", "times 1000", "fast", "file b=c", "file -d");
    }

    @Test
    void wordsAreReadWhereTheyAreWanted() {
        commandLine.words(word -> read.add("word " + word)).read(List.of("one", "--fast", "two"));

        assertThat(read).containsExactly("word one", "fast", "word two");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "one|\"one\" is no option. ./recurra try --help lists them.",
                "--fost|There is no option --fost. ./recurra try --help lists them.",
                "-f|There is no option -f.",
                "--fast=yes|Option --fast takes no value.",
                "--file|Option --file needs a value.",
                "--times=0|Option --times needs a whole number from 1 to 9999, not \"0\".",
                "--times=many|not \"many\""
            })
    void whatIsWrongIsSaid(String argument, String message) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> commandLine.read(List.of(argument)))
                .withMessageContaining(message);
    }
}
