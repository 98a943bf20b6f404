package recurra.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PostgresTextTest {
    @Test
    void leavesWhatPostgresKeeps() {
        String text = "plain, Ünïcode, 日本語, 🎉, \u0001 \n\t \uFFFD";

        assertThat(PostgresText.plain(text)).isSameAs(text);
        assertThat(PostgresText.json(text)).isSameAs(text);
    }

    @Test
    void replacesWhatItCannotKeep() {
        assertThat(PostgresText.plain("a\u0000b")).isEqualTo("a\uFFFDb");
        assertThat(PostgresText.plain("\uD83C")).isEqualTo("\uFFFD");
        assertThat(PostgresText.plain("\uDF89\uD83C\uDF89\uD83C"))
                .isEqualTo("\uFFFD\uD83C\uDF89\uFFFD");
        assertThat(PostgresText.plain("\uD83C\uD83C\uDF89")).isEqualTo("\uFFFD\uD83C\uDF89");
    }

    @Test
    void escapesItInJson() {
        assertThat(PostgresText.json("\"a\u0000b\uD83C\"")).isEqualTo("\"a\\u0000b\\ud83c\"");
    }
}
