package recurra.embedder.model.onnx;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A text on its way through the network; each is itself alone, whatever it says. */
final class WaitingText {
    private final String text;
    private final boolean urgent;
    private final CompletableFuture<Embedded> result = new CompletableFuture<>();
    private volatile @Nullable TokenIds tokens;

    /**
     * @param text the prefix included
     * @param urgent whether its caller waits less long than the model allows
     */
    WaitingText(String text, boolean urgent) {
        this.text = text;
        this.urgent = urgent;
    }

    boolean urgent() {
        return urgent;
    }

    /** Its tokens, cut when first asked for; two that ask at once both cut, and get the same. */
    TokenIds tokens(TextTokenizer tokenizer) {
        TokenIds known = tokens;
        if (known == null) {
            known = tokenizer.encode(text);
            tokens = known;
        }
        return known;
    }

    /** Ends with what the network made of it. */
    CompletableFuture<Embedded> result() {
        return result;
    }

    /** What the network made of a text. */
    record Embedded(OnnxNetwork.Output output, TokenIds tokens) {}
}
