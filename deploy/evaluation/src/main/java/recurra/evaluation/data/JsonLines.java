package recurra.evaluation.data;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON Lines in UTF-8, gzipped or not, whatever the file is called. Empty lines are skipped.
 */
final class JsonLines {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    private JsonLines() {}

    static <T> List<T> read(Path file, Function<Row, T> make) {
        if (Files.isDirectory(file)) {
            throw new DataException(file + " is a folder; name one file of JSON Lines.");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString(), make);
        } catch (NoSuchFileException e) {
            throw new DataException(file + " does not exist; check the path.", e);
        } catch (IOException e) {
            throw new DataException(
                    file + " cannot be read (" + e.getMessage() + "); check its permissions.", e);
        }
    }

    static <T> List<T> read(InputStream in, String name, Function<Row, T> make) throws IOException {
        List<T> rows = new ArrayList<>();
        int number = 0;
        try (BufferedReader lines = reader(in)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (number == 1 && line.startsWith("\uFEFF")) {
                    line = line.substring(1);
                }
                if (!line.isBlank()) {
                    rows.add(make.apply(row(name + ", line " + number, line)));
                }
            }
        } catch (CharacterCodingException e) {
            throw new DataException(
                    name + ", after line " + number + ", is not UTF-8; save the file in UTF-8.", e);
        } catch (ZipException | EOFException e) {
            throw new DataException(
                    name + ", after line " + number + ", is a damaged gzip file; get it again.", e);
        }
        if (rows.isEmpty()) {
            throw new DataException(name + " has no rows; write one JSON object per line.");
        }
        return rows;
    }

    private static Row row(String place, String line) {
        try {
            return new Row(place, JSON.readTree(line));
        } catch (JacksonException e) {
            throw new DataException(
                    place
                            + " is not JSON: "
                            + e.getOriginalMessage()
                            + "; write one object per line.",
                    e);
        }
    }

    private static BufferedReader reader(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
        buffered.mark(2);
        boolean gzipped = buffered.read() == GZIP_FIRST && buffered.read() == GZIP_SECOND;
        buffered.reset();
        InputStream plain = gzipped ? new GZIPInputStream(buffered, 1 << 16) : buffered;
        return new BufferedReader(
                new InputStreamReader(plain, StandardCharsets.UTF_8.newDecoder()));
    }
}
