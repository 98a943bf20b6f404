package recurra.evaluation.gateway;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import recurra.commandline.Progress;
import recurra.evaluation.encoding.Encoder;
import recurra.evaluation.method.Method;
import recurra.evaluation.method.Methods;
import recurra.evaluation.method.Weighed;
import recurra.evaluation.method.Weigher;
import recurra.evaluation.metric.Tally;
import recurra.evaluation.result.GatewayResult;
import recurra.evaluation.result.TierFigures;
import recurra.evaluation.trial.Sample;
import recurra.evaluation.trial.Trial;
import recurra.evaluation.trial.TrialSet;

/**
 * Asks a running gateway.
 *
 * <p>Each trial has a system prompt of its own, so its scope holds the stored question and nothing
 * else, as offline: what differs is then the gateway's doing. First all stored sides are asked,
 * then each is probed until the index knows it, then the asked sides follow. Nothing but the stored
 * sides is kept.
 */
public final class GatewayRun {
    private static final int REQUESTS_AT_A_TIME = 4;
    private static final int DIFFERENCES = 100;

    private final GatewayClient client;
    private final int limit;
    private final long seed;

    private GatewayRun(GatewayClient client, int limit, long seed) {
        this.client = client;
        this.limit = limit;
        this.seed = seed;
    }

    /**
     * Makes sure that there is a gateway.
     *
     * @param limit the most pairs of each slice and label
     * @throws GatewayException where there is none, or none that lets us in
     */
    public static GatewayRun connect(URI url, Optional<String> key, int limit, long seed) {
        return new GatewayRun(GatewayClient.connect(url, key), limit, seed);
    }

    /** A sample of the set's trials as requests. */
    public GatewayResult run(TrialSet set, Encoder encoder, Weigher weigher, Progress progress) {
        List<Trial> trials =
                Sample.ofEach(
                        set.trials(), trial -> trial.slice() + "/" + trial.same(), limit, seed);
        encoder.encode(new TrialSet(set.name(), set.kind(), trials).texts().toList(), progress);
        String run = UUID.randomUUID().toString();

        Progress.Task storing =
                progress.start(set.name() + ", gateway, storing", "requests", trials.size());
        each(
                trials.size(),
                i -> {
                    client.store(scope(run, i), trials.get(i).stored());
                    storing.step();
                });
        storing.end();

        Progress.Task indexing =
                progress.start(set.name() + ", gateway, indexing", "entries", trials.size());
        Set<Integer> late = new TreeSet<>();
        each(
                trials.size(),
                i -> {
                    String stored = trials.get(i).stored();
                    // The template tier never knows the others, so they cannot be waited for.
                    if (encoder.of(stored).eligible() && !client.isIndexed(scope(run, i), stored)) {
                        synchronized (late) {
                            late.add(i);
                        }
                    }
                    indexing.step();
                });
        indexing.end();

        GatewayClient.Reply[] replies = new GatewayClient.Reply[trials.size()];
        Progress.Task asking =
                progress.start(set.name() + ", gateway, asking", "requests", trials.size());
        each(
                trials.size(),
                i -> {
                    replies[i] = client.ask(scope(run, i), trials.get(i).asked());
                    asking.step();
                });
        asking.end();
        return result(set, trials, replies, late, encoder, weigher);
    }

    private GatewayResult result(
            TrialSet set,
            List<Trial> trials,
            GatewayClient.Reply[] replies,
            Set<Integer> late,
            Encoder encoder,
            Weigher weigher) {
        Method cascade = Methods.all(weigher).getFirst();
        Map<String, Tally> slices = new TreeMap<>();
        Map<String, TierFigures> tiers = new TreeMap<>();
        Set<String> degraded = new TreeSet<>();
        List<GatewayResult.Difference> differences = new ArrayList<>();
        long agreed = 0;
        for (int i = 0; i < trials.size(); i++) {
            Trial trial = trials.get(i);
            GatewayClient.Reply reply = replies[i];
            boolean hit = !reply.match().equals("none");
            slices.merge(trial.slice(), tally(trial.same(), hit), Tally::plus);
            if (hit) {
                tiers.merge(
                        reply.match(),
                        new TierFigures(0, 0).plus(trial.same()),
                        (one, other) ->
                                new TierFigures(
                                        one.right() + other.right(), one.wrong() + other.wrong()));
            }
            reply.degraded().ifPresent(degraded::add);
            Weighed weighed = weigher.weigh(encoder.of(trial.asked()), encoder.of(trial.stored()));
            String offline =
                    cascade.decide(List.of(weighed))
                            .map(served -> served.tier().label())
                            .orElse("none");
            if (offline.equals(reply.match())) {
                agreed++;
            } else if (differences.size() < DIFFERENCES) {
                differences.add(
                        new GatewayResult.Difference(
                                trial.slice(),
                                trial.asked(),
                                trial.stored(),
                                trial.same(),
                                offline,
                                reply.match()
                                        + (late.contains(i) ? ", not indexed in time" : "")
                                        + reply.degraded().map(why -> ", " + why).orElse("")));
            }
        }
        return new GatewayResult(
                set.name(),
                client.url().toString(),
                trials.size(),
                agreed,
                slices.values().stream().reduce(Tally.NONE, Tally::plus),
                slices,
                tiers,
                List.copyOf(degraded),
                differences);
    }

    private static Tally tally(boolean same, boolean hit) {
        return same ? new Tally(1, hit ? 1 : 0, 0, 0, 0) : new Tally(0, 0, 0, 1, hit ? 1 : 0);
    }

    private static String scope(String run, int trial) {
        return "You are a helpful assistant. (evaluation " + run + ", trial " + trial + ")";
    }

    private static void each(int count, IntConsumer action) {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(
                        REQUESTS_AT_A_TIME, Thread.ofVirtual().name("gateway-", 0).factory())) {
            List<Future<?>> runs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                runs.add(threads.submit(() -> action.accept(number)));
            }
            for (Future<?> run : runs) {
                try {
                    run.get();
                } catch (ExecutionException e) {
                    threads.shutdownNow();
                    throw e.getCause() instanceof GatewayException known
                            ? known
                            : new GatewayException("The gateway could not be asked", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException("Interrupted while asking the gateway", e);
        }
    }
}
