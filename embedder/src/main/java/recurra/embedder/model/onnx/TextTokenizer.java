package recurra.embedder.model.onnx;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cuts texts into tokens. Safe for threads; native. */
final class TextTokenizer implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;

    /**
     * @param nativeFolder where the native library is unpacked to
     * @param maxTokens the most tokens of a text that are kept, special ones included
     */
    TextTokenizer(byte[] definition, Path nativeFolder, int maxTokens) {
        // The library has no other place for these, and is loaded once for the whole process.
        // Without the first it
        // reports each start to its makers, without the second it may look for natives on the
        // network.
        setUnlessSet("OPT_OUT_TRACKING", "true");
        setUnlessSet("ai.djl.offline", "true");
        setUnlessSet("ENGINE_CACHE_DIR", nativeFolder.toAbsolutePath().toString());
        Map<String, String> options =
                Map.of(
                        "truncation",
                        "true",
                        "padding",
                        "false",
                        "maxLength",
                        String.valueOf(maxTokens),
                        "modelMaxLength",
                        String.valueOf(maxTokens));
        try {
            tokenizer =
                    HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(definition), options);
        } catch (IOException e) {
            throw new UncheckedIOException("The model's tokenizer.json cannot be read", e);
        }
    }

    TokenIds encode(String text) {
        String whole = wellFormed(text);
        Encoding encoding = tokenizer.encode(whole);
        @Nullable CharSpan[] spans = encoding.getCharTokenSpans();
        int[] starts = new int[spans.length];
        int[] ends = new int[spans.length];
        CodePoints places = new CodePoints(whole);
        for (int i = 0; i < spans.length; i++) {
            CharSpan span = spans[i];
            starts[i] = span == null ? -1 : places.offset(span.getStart());
            ends[i] = span == null ? -1 : places.offset(span.getEnd());
        }
        return new TokenIds(encoding.getIds(), starts, ends, encoding.exceedMaxLength());
    }

    /** Where code points, which the library counts, stand among UTF-16 units. */
    private static final class CodePoints {
        private final String text;
        private int point;
        private int unit;

        CodePoints(String text) {
            this.text = text;
        }

        /** Cheap when asked in rising order. */
        int offset(int wanted) {
            unit = text.offsetByCodePoints(unit, wanted - point);
            point = wanted;
            return unit;
        }
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    /** The text with half surrogate pairs replaced, which have no form in the library's UTF-8. */
    private static String wellFormed(String text) {
        StringBuilder out = new StringBuilder(text);
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < out.length()
                    && Character.isLowSurrogate(out.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                out.setCharAt(i, '\uFFFD');
            }
        }
        return out.toString();
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null && System.getenv(property) == null) {
            System.setProperty(property, value);
        }
    }
}
