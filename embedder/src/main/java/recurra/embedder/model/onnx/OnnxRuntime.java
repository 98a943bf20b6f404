package recurra.embedder.model.onnx;

import ai.onnxruntime.OrtEnvironment;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The library's one environment in the process.
 *
 * <p>ONNX Runtime 1.29 reads the command line of the process with {@code std::regex}, which
 * recurses with every character: about 250 bytes of stack for each. With a long class path in it,
 * the usual stack of a thread overflows, which ends the process without a word.
 */
final class OnnxRuntime {
    /** Address space, of which only what is used is taken; enough for a million characters. */
    private static final long STACK_BYTES = 256L << 20;

    private OnnxRuntime() {}

    static OrtEnvironment environment() {
        FutureTask<OrtEnvironment> made = new FutureTask<>(OrtEnvironment::getEnvironment);
        Thread.ofPlatform().name("onnx-start").stackSize(STACK_BYTES).start(made);
        try {
            return made.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while ONNX Runtime was started", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("ONNX Runtime does not start", e.getCause());
        }
    }
}
