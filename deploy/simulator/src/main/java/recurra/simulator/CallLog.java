package recurra.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts calls and keeps the last requests. Safe for threads. */
final class CallLog {

    /** Requests kept. */
    static final int MAX_REQUESTS = 100;

    /** Bytes of request bodies kept; older requests give way. */
    static final long MAX_REQUEST_BYTES = 64L << 20;

    /** Different request bodies counted. */
    static final int MAX_BODIES = 10_000;

    private final Deque<ReceivedRequest> requests = new ArrayDeque<>();
    private final Map<String, Long> byPath = new TreeMap<>();
    private final Map<Integer, Long> byStatus = new TreeMap<>();
    private final Map<String, Long> byBody = new HashMap<>();
    private final Set<Integer> clientPorts = new HashSet<>();
    private long requestBytes;
    private long calls;
    private long bodiesNotCounted;
    private long streamsStarted;
    private long streamsFinished;
    private long streamsAborted;
    private long streamsBroken;
    private int concurrentNow;
    private int concurrentMax;

    /** How a stream ended. */
    enum StreamEnd {
        FINISHED,
        ABORTED_BY_CLIENT,
        BROKEN_ON_REQUEST
    }

    /**
     * @param clientPort which tells connections apart
     */
    synchronized void callBegins(String path, int clientPort) {
        calls++;
        clientPorts.add(clientPort);
        byPath.merge(path, 1L, Long::sum);
        concurrentNow++;
        concurrentMax = Math.max(concurrentMax, concurrentNow);
    }

    synchronized void callEnds() {
        concurrentNow--;
    }

    void received(ReceivedRequest request) {
        String digest = Digest.of(request.body()).hex();
        synchronized (this) {
            if (byBody.size() < MAX_BODIES || byBody.containsKey(digest)) {
                byBody.merge(digest, 1L, Long::sum);
            } else {
                bodiesNotCounted++;
            }
            requests.addLast(request);
            requestBytes += request.body().length;
            while (requests.size() > MAX_REQUESTS || requestBytes > MAX_REQUEST_BYTES) {
                requestBytes -= requests.removeFirst().body().length;
            }
        }
    }

    synchronized void statusSent(int status) {
        byStatus.merge(status, 1L, Long::sum);
    }

    synchronized void streamStarts() {
        streamsStarted++;
    }

    synchronized void streamEnds(StreamEnd end) {
        switch (end) {
            case FINISHED -> streamsFinished++;
            case ABORTED_BY_CLIENT -> streamsAborted++;
            case BROKEN_ON_REQUEST -> streamsBroken++;
        }
    }

    synchronized List<ReceivedRequest> requests() {
        return new ArrayList<>(requests);
    }

    synchronized SimulatorStats stats(int armedBehaviors) {
        return new SimulatorStats(
                calls,
                byPath,
                byStatus,
                byBody,
                bodiesNotCounted,
                streamsStarted,
                streamsFinished,
                streamsAborted,
                streamsBroken,
                concurrentNow,
                concurrentMax,
                clientPorts.size(),
                armedBehaviors);
    }

    /** Forgets everything but the calls in progress. */
    synchronized void reset() {
        requests.clear();
        requestBytes = 0;
        byPath.clear();
        byStatus.clear();
        byBody.clear();
        clientPorts.clear();
        calls = 0;
        bodiesNotCounted = 0;
        streamsStarted = 0;
        streamsFinished = 0;
        streamsAborted = 0;
        streamsBroken = 0;
        concurrentMax = concurrentNow;
    }
}
