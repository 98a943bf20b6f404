package recurra.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import recurra.benchmark.part.Effort;
import recurra.benchmark.part.Part;
import recurra.commandline.UsageException;

class OptionsTest {
    private static final Path OUT = Path.of("/somewhere/out");

    @Test
    void withoutArgumentsEverythingIsMeasured() {
        Options options = parse();

        assertThat(options.parts()).isEqualTo(BenchmarkApplication.PARTS);
        assertThat(options.effort()).isEqualTo(Effort.FULL);
        assertThat(options.out()).isEqualTo(OUT);
        assertThat(options.results()).isEqualTo(OUT);
        assertThat(options.from()).isEmpty();
        assertThat(options.writeDocs()).isFalse();
    }

    @Test
    void chosenPartsStandInTheOrderOfThePageAndOnce() {
        assertThat(parse("start-up", "exact-hit", "start-up").parts())
                .extracting(Part::name)
                .containsExactly("exact-hit", "start-up");
    }

    @Test
    void optionsChangeTheEffort() {
        Options options = parse("--rounds=7", "--seconds", "9", "--minutes", "2", "--million");

        assertThat(options.effort().rounds()).isEqualTo(7);
        assertThat(options.effort().load()).isEqualTo(Duration.ofSeconds(9));
        assertThat(options.effort().mixedLoad()).isEqualTo(Duration.ofMinutes(2));
        assertThat(options.effort().million()).isTrue();
    }

    @Test
    void quickIsQuickAndCanBeChangedFurther() {
        assertThat(parse("--quick").effort()).isEqualTo(Effort.QUICK);
        assertThat(parse("--quick").out()).isEqualTo(OUT);
        assertThat(parse("--quick").results()).isEqualTo(OUT.resolve("quick"));
        assertThat(parse("--rounds", "1", "--quick").effort().rounds()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "--round, There is no option --round",
        "-q, There is no option -q",
        "exact, There is no part \"exact\"",
        "--rounds, Option --rounds needs a value",
        "--rounds=0, from 1 to 100",
        "--rounds=many, not \"many\"",
        "--seconds=601, from 1 to 600",
        "--quick=yes, Option --quick takes no value",
    })
    void whatIsWrongIsSaid(String argument, String message) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> parse(argument))
                .withMessageContaining(message);
    }

    @Test
    void theHelpNamesEveryOptionAndTheDefaults() {
        assertThat(Options.USAGE)
                .contains("--list", "--quick", "--rounds", "--seconds", "--minutes", "--million")
                .contains("--out", "--write-docs", "--from", "--help")
                .contains("(" + Effort.FULL.rounds() + ")")
                .contains("(" + Effort.FULL.load().toSeconds() + ")")
                .contains("(" + Effort.FULL.mixedLoad().toMinutes() + ")");
    }

    @Test
    void partsHaveNamesThatCanBeTyped() {
        assertThat(BenchmarkApplication.PARTS)
                .extracting(Part::name)
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(name).matches("[a-z-]+").isLowerCase());
    }

    @Test
    void timeLeftCountsThePartsThatCome() {
        List<Duration> expected =
                List.of(Duration.ofSeconds(100), Duration.ofSeconds(50), Duration.ofSeconds(30));

        assertThat(Timetable.left(expected, 0, Duration.ofSeconds(40)))
                .isEqualTo(Duration.ofSeconds(140));
        assertThat(Timetable.left(expected, 1, Duration.ofSeconds(70)))
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(Timetable.left(expected, 2, Duration.ofSeconds(10)))
                .isEqualTo(Duration.ofSeconds(20));
    }

    private static Options parse(String... arguments) {
        return Options.parse(List.of(arguments), BenchmarkApplication.PARTS, OUT);
    }
}
