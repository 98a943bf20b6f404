package recurra.evaluation.gateway;

import java.net.URI;
import java.util.Optional;
import recurra.evaluation.encoding.Encoder;
import recurra.evaluation.method.Weigher;
import recurra.evaluation.progress.Progress;
import recurra.evaluation.result.GatewayResult;
import recurra.evaluation.trial.TrialSet;

/** Asks a running gateway. */
public final class GatewayRun {
    public static GatewayRun connect(URI url, Optional<String> key, int limit, long seed) {
        return new GatewayRun();
    }

    /** The trials of the set as requests. */
    public GatewayResult run(TrialSet set, Encoder encoder, Weigher weigher, Progress progress) {
        throw new UnsupportedOperationException();
    }
}
