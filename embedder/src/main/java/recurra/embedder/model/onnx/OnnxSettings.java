package recurra.embedder.model.onnx;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a model runs in this process.
 *
 * @param name the model's name, as clients ask for it
 * @param folder where {@code model.onnx} and {@code tokenizer.json} lie; absent for the bundled
 *     model
 * @param prefix put before every text
 * @param maxTokens the most tokens of a text that are read, special ones included
 * @param threads how many runs of the network there are at the same time
 * @param queue how many texts may wait or be worked on; more are refused
 * @param maxBatch the most texts that share a run, where the network keeps their vectors apart
 * @param maxBatchTokens the most tokens of texts that share a run, padding included
 * @param deadline how long a call may take, waiting included
 * @param nativeFolder where native libraries are unpacked to
 */
public record OnnxSettings(
        String name,
        @Nullable Path folder,
        String prefix,
        Pooling pooling,
        int maxTokens,
        int threads,
        int queue,
        int maxBatch,
        int maxBatchTokens,
        Duration deadline,
        Path nativeFolder) {}
