package recurra.embedder.model.onnx;

import ai.onnxruntime.OrtException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the other texts of a run do to a text's vectors.
 *
 * <p>Measured, since no file says so: a network in 32-bit numbers gives every text its own vectors,
 * up to the order in which a sum is taken; one that is quantised as it runs (dynamic int8) takes
 * its scales from the whole run; one that was exported for a single text cannot be asked for more.
 *
 * @param difference the largest between a component alone and in company, vectors and token vectors
 *     alike; infinite where texts cannot share a run
 */
record Company(double difference) {
    /**
     * Up to here vectors are the same. A change of this size in all 384 components moves a cosine
     * by less than 0.002, and what rounding changes lies far below it: nothing with e5-small-v2 in
     * 32-bit numbers, where the network in 8-bit numbers changes 0.02 of a vector and 0.5 of a
     * token's.
     */
    static final double TOLERANCE = 1e-4;

    private static final Logger LOG = LoggerFactory.getLogger(Company.class);

    /** Differ in length, so that two of them are padded. */
    private static final List<String> TEXTS =
            List.of(
                    "hello",
                    "How do I reset my password without the old one?",
                    "Which of the two orders that I placed last week is going to be delivered to the"
                            + " new address, and can the other one still be changed or sent back?");

    static Company measure(OnnxNetwork network, TextTokenizer tokenizer, String prefix) {
        List<TokenIds> texts = TEXTS.stream().map(prefix::concat).map(tokenizer::encode).toList();
        try {
            List<OnnxNetwork.Output> together = network.run(texts);
            double difference = 0;
            for (int i = 0; i < texts.size(); i++) {
                OnnxNetwork.Output alone = network.run(List.of(texts.get(i))).getFirst();
                difference = Math.max(difference, difference(alone, together.get(i)));
            }
            return new Company(difference);
        } catch (OrtException e) {
            LOG.atInfo()
                    .addKeyValue("detail", e.getMessage())
                    .log("The model reads no two texts in one run");
            return new Company(Double.POSITIVE_INFINITY);
        }
    }

    /** Whether texts may share a run; not where the difference is not a number. */
    boolean harmless() {
        return difference <= TOLERANCE;
    }

    private static double difference(OnnxNetwork.Output a, OnnxNetwork.Output b) {
        double largest = difference(a.vector(), b.vector());
        for (int token = 0; token < a.tokenVectors().length; token++) {
            largest =
                    Math.max(largest, difference(a.tokenVectors()[token], b.tokenVectors()[token]));
        }
        return largest;
    }

    private static double difference(float[] a, float[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs((double) a[i] - b[i]));
        }
        return largest;
    }
}
