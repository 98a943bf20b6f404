package recurra.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import recurra.commandline.UsageException;
import recurra.evaluation.data.Part;

class OptionsTest {
    @Test
    void readsWhatIsGiven() {
        Options options =
                parse(
                        "--pairs",
                        "a",
                        "--pairs=b",
                        "--templates",
                        "c",
                        "--part",
                        "test",
                        "--sizes",
                        "100,10",
                        "--limit",
                        "7",
                        "--seed=-3");

        assertThat(options.pairs()).map(Object::toString).containsExactly("a", "b");
        assertThat(options.templates()).map(Object::toString).containsExactly("c");
        assertThat(options.part()).contains(Part.TEST);
        assertThat(options.sizes()).containsExactly(10, 100);
        assertThat(options.limit()).isEqualTo(7);
        assertThat(options.seed()).isEqualTo(-3);
        assertThat(options.own()).isFalse();
    }

    @Test
    void readsTheOwnPairsWithoutFiles() {
        assertThat(parse().own()).isTrue();
        assertThat(parse("--own", "--pairs", "a").own()).isTrue();
        assertThat(parse("--sizes", "none").sizes()).isEmpty();
        assertThat(parse("--part", "all").part()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--pair a|There is no option --pair",
                "pairs|is no option",
                "--pairs|needs a value",
                "--part dev|one of train, calibration, test, all",
                "--sizes 1,x|whole number",
                "--limit 0|whole number",
                "--json /no/such/folder/out.json|folder that exists",
                "--gateway localhost:8080|an address such as",
                "--gateway http://192.0.2.1:8080|add --allow-remote",
                "--help=yes|takes no value"
            })
    void saysWhatIsWrong(String arguments, String message) {
        assertThatThrownBy(() -> parse(arguments.split(" ")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(message);
    }

    @Test
    void asksGatewaysOfThisMachineOnly() {
        assertThat(parse("--gateway", "http://127.0.0.1:8080/v1").gateway().orElseThrow())
                .hasToString("http://127.0.0.1:8080");
        assertThat(parse("--gateway", "http://192.0.2.1", "--allow-remote").gateway()).isPresent();
    }

    private static Options parse(String... arguments) {
        return Options.parse(List.of(arguments), null);
    }
}
