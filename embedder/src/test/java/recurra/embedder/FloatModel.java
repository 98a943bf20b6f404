package recurra.embedder;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model whose vectors do not depend on company: a small network, and the bundled tokenizer. */
public final class FloatModel {
    private FloatModel() {}

    /** Puts the model's files into the folder, and says which folder that was. */
    public static Path in(Path folder) {
        copy("/float-network/model.onnx", folder.resolve("model.onnx"));
        copy("/e5-small-v2-q-tokenizer.json", folder.resolve("tokenizer.json"));
        return folder;
    }

    private static void copy(String resource, Path file) {
        try (InputStream in = FloatModel.class.getResourceAsStream(resource)) {
            Files.copy(in, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
