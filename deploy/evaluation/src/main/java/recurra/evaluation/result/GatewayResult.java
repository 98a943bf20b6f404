package recurra.evaluation.result;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import recurra.evaluation.metric.Tally;

/**
 * Trials as requests to a running gateway.
 *
 * @param agreed answers that were hit or miss as decided offline
 */
public record GatewayResult(
        String set,
        String url,
        long trials,
        long agreed,
        Tally overall,
        Map<String, Tally> slices,
        Map<String, TierFigures> tiers,
        List<String> degraded,
        List<Difference> differences) {

    /** A trial that went another way than offline. */
    public record Difference(
            String slice,
            String asked,
            String stored,
            boolean same,
            String offline,
            String online) {
        /** Without content. */
        @Override
        public String toString() {
            return "Difference[offline=" + offline + ", online=" + online + "]";
        }
    }

    public GatewayResult {
        slices = new TreeMap<>(slices);
        tiers = new TreeMap<>(tiers);
        degraded = List.copyOf(degraded);
        differences = List.copyOf(differences);
    }
}
