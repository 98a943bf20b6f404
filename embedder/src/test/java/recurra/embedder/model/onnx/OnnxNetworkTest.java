package recurra.embedder.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What padding does, which decides whether texts may share a run. */
class OnnxNetworkTest {
    private static final List<String> TEXTS =
            List.of(
                    "query: hello",
                    "query: How do I reset my password when I no longer have my old phone?",
                    "query: " + "a question of many words ".repeat(30));

    @Test
    void movesVectorsOfSharedRunsOnlyALittle(@TempDir Path natives) throws Exception {
        ModelFiles files = ModelFiles.bundled();
        try (TextTokenizer tokenizer = new TextTokenizer(files.tokenizer(), natives, 512);
                OnnxNetwork network = new OnnxNetwork(files.network(), Pooling.MEAN)) {
            List<TokenIds> tokens = TEXTS.stream().map(tokenizer::encode).toList();
            List<OnnxNetwork.Output> together = network.run(tokens);
            for (int i = 0; i < tokens.size(); i++) {
                float[] alone = network.run(List.of(tokens.get(i))).getFirst().vector();
                double cosine = OnnxEmbeddingModelTest.cosine(alone, together.get(i).vector());
                assertThat(cosine).isBetween(0.99, 0.99999);
            }
            List<OnnxNetwork.Output> twice = network.run(List.of(tokens.get(1), tokens.get(1)));
            assertThat(twice.get(0).vector()).isEqualTo(twice.get(1).vector());
        }
    }
}
