package recurra.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataFilesTest {
    @TempDir Path folder;

    @Test
    void readsPairsWithAndWithoutSlice() throws IOException {
        Path file =
                write(
                        "mine.jsonl",
                        """
                        {"a": "How tall is it?", "b": "What is its height?", "same": true}

                        {"a": "Left", "b": "Right", "same": false, "slice": "antonyms", "lang": "en", "more": 1}
                        """);

        DataFile<Pair> pairs = DataFiles.pairs(file);

        assertThat(pairs.name()).isEqualTo("mine");
        assertThat(pairs.rows()).extracting(Pair::slice).containsExactly("mine", "antonyms");
        assertThat(pairs.rows()).extracting(Pair::same).containsExactly(true, false);
        assertThat(pairs.rows()).extracting(Pair::language).containsExactly("und", "en");
    }

    @Test
    void readsGzipWhateverItIsCalled() throws IOException {
        Path file = folder.resolve("pairs.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("{\"a\": \"x\", \"b\": \"y\", \"same\": false}\n".getBytes());
        }

        assertThat(DataFiles.pairs(file).rows()).hasSize(1);
        Path renamed = Files.move(file, folder.resolve("pairs.txt"));
        assertThat(DataFiles.pairs(renamed).rows()).hasSize(1);
    }

    @Test
    void pairsThatShareQuestionsStayTogether() throws IOException {
        Path file =
                write(
                        "chain.jsonl",
                        """
                        {"a": "One?", "b": "Two?", "same": false}
                        {"a": "three", "b": "two", "same": true}
                        {"a": "Four", "b": "THREE!", "same": false}
                        {"a": "Five", "b": "Six", "same": false}
                        """);

        List<Pair> pairs = DataFiles.pairs(file).rows();

        assertThat(pairs.subList(0, 3)).extracting(Pair::cluster).containsOnly("four");
        assertThat(pairs.subList(0, 3)).extracting(Pair::part).containsOnly(Part.of("four"));
        assertThat(pairs.get(3).cluster()).isEqualTo("five");
    }

    @Test
    void readsTemplatesAndTools() throws IOException {
        TemplateQuestion question =
                DataFiles.templates(
                                write(
                                        "t.jsonl",
                                        """
                                        {"template": "t-1", "slots": {"city": "Oslo", "n": 2}, "text": "two flights to Oslo"}
                                        """))
                        .rows()
                        .getFirst();
        assertThat(question.corpus()).isEqualTo("t");
        assertThat(question.slots()).isEqualTo(Map.of("city", "Oslo", "n", "2"));
        assertThat(question.answer()).isEqualTo("t-1{city=Oslo, n=2}");

        ToolPrompt prompt =
                DataFiles.tools(
                                write(
                                        "b.jsonl",
                                        """
                                        {"id": "1", "function": [{"name": "f"}], "question": [[{"role": "user", "content": "hi"}]]}
                                        """))
                        .rows()
                        .getFirst();
        assertThat(prompt.messages().size()).isEqualTo(1);
        assertThat(prompt.functions().path(0).path("name").asString()).isEqualTo("f");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\": \"x\", \"same\": true}|no text in \"b\"",
                "{\"a\": \"x\", \"b\": \"y\"}|neither true nor false in \"same\"",
                "{\"a\": \"x\", \"b\": \"y\", \"same\": \"yes\"}|neither true nor false in \"same\"",
                "[1]|not a JSON object",
                "{\"a\": |not JSON"
            })
    void saysWhichLineIsWrong(String line, String fault) throws IOException {
        Path file =
                write("bad.jsonl", "{\"a\": \"x\", \"b\": \"y\", \"same\": true}\n" + line + "\n");

        assertThatThrownBy(() -> DataFiles.pairs(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("bad.jsonl, line 2")
                .hasMessageContaining(fault);
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        assertThatThrownBy(() -> DataFiles.pairs(folder.resolve("none")))
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> DataFiles.pairs(folder)).hasMessageContaining("is a folder");
        assertThatThrownBy(() -> DataFiles.pairs(write("empty", "\n")))
                .hasMessageContaining("has no rows");
        Path latin = folder.resolve("latin");
        Files.write(latin, new byte[] {'{', (byte) 0xe9, '}'});
        assertThatThrownBy(() -> DataFiles.pairs(latin)).hasMessageContaining("not UTF-8");
    }

    /** Figures of different runs are only comparable while these stay where they are. */
    @Test
    void partsStayWhereTheyAre() {
        assertThat(Part.of("atis-0")).isEqualTo(Part.of("atis-0"));
        long[] sizes = new long[Part.values().length];
        for (int i = 0; i < 10_000; i++) {
            sizes[Part.of("group " + i).ordinal()]++;
        }
        assertThat(sizes[0]).isBetween(4_850L, 5_150L);
        assertThat(sizes[1]).isBetween(1_880L, 2_120L);
        assertThat(sizes[2]).isBetween(2_860L, 3_140L);
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }
}
