package recurra.simulator;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a {@link Simulator} has counted since its start or its last reset. The names of the record
 * components, in snake case, are the fields of {@code GET /stats}.
 *
 * @param calls requests to {@code /v1/…}, counted when they arrive, refused ones included
 * @param byPath calls per path; paths that the simulator does not serve count as {@code other}
 * @param byStatus calls per status that was sent; a call that is hung or cut before its status is
 *     in none
 * @param byBody calls per SHA-256 (hex) of the request body's bytes, at most {@value
 *     CallLog#MAX_BODIES} different ones
 * @param bodiesNotCounted calls left out of {@code byBody} because it was full
 * @param streamsStarted streams whose first byte was sent
 * @param streamsFinished streams sent to their last byte
 * @param streamsAborted streams that the client hung up on
 * @param streamsBroken streams that the simulator cut off on request
 * @param concurrentNow calls in progress
 * @param concurrentMax the most calls that were in progress at once
 * @param connections different connections that calls came on
 * @param armedBehaviors calls that {@link Simulator#fail} still has to affect
 */
public record SimulatorStats(
        long calls,
        Map<String, Long> byPath,
        Map<Integer, Long> byStatus,
        Map<String, Long> byBody,
        long bodiesNotCounted,
        long streamsStarted,
        long streamsFinished,
        long streamsAborted,
        long streamsBroken,
        int concurrentNow,
        int concurrentMax,
        int connections,
        int armedBehaviors) {

    public SimulatorStats {
        byPath = copyInOrder(byPath);
        byStatus = copyInOrder(byStatus);
        byBody = copyInOrder(byBody);
    }

    /** Calls of {@code POST /v1/chat/completions}. */
    public long chatCalls() {
        return byPath.getOrDefault(Endpoints.CHAT_COMPLETIONS, 0L);
    }

    /** Calls of {@code POST /v1/embeddings}. */
    public long embeddingsCalls() {
        return byPath.getOrDefault(Endpoints.EMBEDDINGS, 0L);
    }

    private static <K, V> Map<K, V> copyInOrder(Map<K, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
