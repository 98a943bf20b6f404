package recurra.embedder.model.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import recurra.config.InvalidConfigurationException;
import recurra.embedder.model.Vectors;

/**
 * A network that reads tokens and gives one vector for each text. Safe for threads; each run stays
 * on its caller's thread.
 *
 * <p>Texts of one run are padded to the longest. A network whose numbers are quantised as it runs
 * (dynamic int8) takes their scale from the whole run, so a text's vector depends a little on its
 * company: with the bundled model, cosine 0.996 between a short text alone and beside a long one.
 * That is more than what separates some questions from their opposites; {@link Company} tells the
 * networks apart.
 */
final class OnnxNetwork implements AutoCloseable {
    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final String TYPES = "token_type_ids";

    private final OrtEnvironment environment = OnnxRuntime.environment();
    private final OrtSession session;
    private final Pooling pooling;
    private final boolean readsTypes;
    private final String output;
    private final int dimensions;

    OnnxNetwork(byte[] network, Pooling pooling) {
        this.pooling = pooling;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            session = environment.createSession(network, options);
            readsTypes = session.getInputNames().contains(TYPES);
            Map.Entry<String, NodeInfo> first =
                    session.getOutputInfo().entrySet().iterator().next();
            output = first.getKey();
            long[] shape = ((TensorInfo) first.getValue().getInfo()).getShape();
            if (shape.length != 3) {
                throw new InvalidConfigurationException(
                        "The model's first output has shape "
                                + Arrays.toString(shape)
                                + ", and a vector for each token is needed: (texts, tokens, dimensions).",
                        "Export the model.onnx in recurra.model.onnx.path without pooling.");
            }
            dimensions = (int) shape[2];
        } catch (OrtException e) {
            throw new InvalidConfigurationException(
                    "The model's model.onnx cannot be loaded.",
                    "Put a model in ONNX's format into recurra.model.onnx.path, or leave it out for the bundled model.",
                    e);
        }
    }

    /** The length of the vectors. */
    int dimensions() {
        return dimensions;
    }

    /**
     * What the network makes of a text.
     *
     * @param vector unit length
     * @param tokenVectors one for each token, special ones included
     */
    record Output(
            @SuppressWarnings("ArrayRecordComponent") float[] vector,
            @SuppressWarnings("ArrayRecordComponent") float[][] tokenVectors) {
        @Override
        public String toString() {
            return "Output[tokens=" + tokenVectors.length + "]";
        }
    }

    /** What the network makes of the texts, in their order. */
    List<Output> run(List<TokenIds> texts) throws OrtException {
        int width = texts.stream().mapToInt(text -> text.ids().length).max().orElseThrow();
        long[] ids = new long[texts.size() * width];
        long[] mask = new long[ids.length];
        for (int i = 0; i < texts.size(); i++) {
            long[] text = texts.get(i).ids();
            System.arraycopy(text, 0, ids, i * width, text.length);
            Arrays.fill(mask, i * width, i * width + text.length, 1);
        }
        long[] shape = {texts.size(), width};
        try (OnnxTensor idTensor = tensor(ids, shape);
                OnnxTensor maskTensor = tensor(mask, shape);
                OnnxTensor typeTensor = tensor(new long[ids.length], shape)) {
            Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
            inputs.put(IDS, idTensor);
            inputs.put(MASK, maskTensor);
            if (readsTypes) {
                inputs.put(TYPES, typeTensor);
            }
            try (OrtSession.Result result = session.run(inputs)) {
                FloatBuffer tokenVectors =
                        ((OnnxTensor) result.get(output).orElseThrow()).getFloatBuffer();
                List<Output> outputs = new ArrayList<>(texts.size());
                for (int i = 0; i < texts.size(); i++) {
                    int tokens = texts.get(i).ids().length;
                    int start = i * width * dimensions;
                    float[] vector = new float[dimensions];
                    pooling.pool(tokenVectors, start, tokens, vector);
                    float[][] each = new float[tokens][dimensions];
                    for (int token = 0; token < tokens; token++) {
                        tokenVectors.get(start + token * dimensions, each[token]);
                    }
                    outputs.add(new Output(Vectors.normalize(vector), each));
                }
                return outputs;
            }
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("The model could not be let go", e);
        }
    }

    private OnnxTensor tensor(long[] values, long[] shape) throws OrtException {
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
    }
}
