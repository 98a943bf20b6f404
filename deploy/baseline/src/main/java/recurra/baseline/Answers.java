package recurra.baseline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bodies that are answered with, read once. */
@SuppressWarnings("ArrayRecordComponent")
record Answers(byte[] json, byte[] stream) {
    static final String JSON_TYPE = "application/json";
    static final String STREAM_TYPE = "text/event-stream; charset=utf-8";

    static Answers read() {
        Path folder = Path.of(System.getProperty("baseline.answers", "."));
        try {
            return new Answers(
                    Files.readAllBytes(folder.resolve("json")),
                    Files.readAllBytes(folder.resolve("stream")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
