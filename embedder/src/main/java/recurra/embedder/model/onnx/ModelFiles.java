package recurra.embedder.model.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import recurra.config.InvalidConfigurationException;

/**
 * The files of a model.
 *
 * @param network the network, in ONNX's format
 * @param tokenizer the tokenizer, in the format of Hugging Face's {@code tokenizer.json}
 */
record ModelFiles(
        @SuppressWarnings("ArrayRecordComponent") byte[] network,
        @SuppressWarnings("ArrayRecordComponent") byte[] tokenizer) {
    private static final String BUNDLED = "e5-small-v2-q";

    /** The files {@code model.onnx} and {@code tokenizer.json} of the folder. */
    static ModelFiles of(Path folder) {
        try {
            return new ModelFiles(
                    Files.readAllBytes(folder.resolve("model.onnx")),
                    Files.readAllBytes(folder.resolve("tokenizer.json")));
        } catch (IOException e) {
            throw new InvalidConfigurationException(
                    "The model's folder "
                            + folder
                            + " does not hold model.onnx and tokenizer.json, both readable.",
                    "Set recurra.model.onnx.path to a folder that does, or leave it out for the bundled model.",
                    e);
        }
    }

    /** The files of e5-small-v2, quantised to 8 bits, from the class path. */
    static ModelFiles bundled() {
        return new ModelFiles(resource(BUNDLED + ".onnx"), resource(BUNDLED + "-tokenizer.json"));
    }

    /** Twelve hexadecimal digits that change when a file or a setting does. */
    String version(String settings) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(network);
            digest.update(tokenizer);
            digest.update(settings.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static byte[] resource(String name) {
        try (@Nullable InputStream in = ModelFiles.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new IllegalStateException(
                        "The bundled model's file " + name + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("The bundled model's file " + name + " is damaged", e);
        }
    }

    @Override
    public String toString() {
        return "ModelFiles[network=" + network.length + ", tokenizer=" + tokenizer.length + "]";
    }
}
