package recurra.embedder.model.onnx;

import ai.onnxruntime.OrtException;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import recurra.embedder.model.ModelMetric;
import recurra.embedder.model.onnx.WaitingText.Embedded;

/**
 * The texts that wait for the network, and the threads that take them. Safe for threads.
 *
 * <p>A free thread takes the text that has waited longest and runs it at once. Only where others
 * wait too, which they do when all threads are busy, those of about its length run with it: as many
 * as the limits allow, and no more than the thread's share of what waits. So nobody waits for
 * company, and nobody is passed over for ever. Urgent texts and others do not share a run, so that
 * no question waits until background work is done that came after it.
 *
 * <p>Who takes a text out of the queue owns it: a thread that runs it, or the caller that no longer
 * wants it.
 */
final class TextRuns implements AutoCloseable {
    /** How far a thread looks for company, in texts for each that may be in a run. */
    private static final int LOOK_AHEAD = 4;

    private final TextTokenizer tokenizer;
    private final OnnxNetwork network;
    private final RunLimits limits;
    private final int workers;
    private final BlockingQueue<WaitingText> waiting;
    private final ExecutorService threads;
    private final Timer timer;
    private final DistributionSummary sizes;
    private volatile boolean closed;

    /**
     * @param workers how many runs there are at the same time
     * @param queue the most texts that are ever put in
     */
    TextRuns(
            TextTokenizer tokenizer,
            OnnxNetwork network,
            RunLimits limits,
            int workers,
            int queue,
            MeterRegistry meters) {
        this.tokenizer = tokenizer;
        this.network = network;
        this.limits = limits;
        this.workers = workers;
        waiting = new LinkedBlockingQueue<>(queue);
        timer =
                ModelMetric.timer(
                        "One text, from its tokens to its vector, with those that share its run",
                        meters);
        sizes =
                DistributionSummary.builder(ModelMetric.RUN_TEXTS.meter())
                        .description("Texts of one run of the network")
                        .register(meters);
        threads =
                Executors.newFixedThreadPool(
                        workers,
                        Thread.ofPlatform().name("recurra-onnx-", 0).daemon(true).factory());
        for (int i = 0; i < workers; i++) {
            threads.execute(this::work);
        }
    }

    /** Puts the texts in; false where nobody takes them any longer. */
    boolean add(Collection<WaitingText> texts) {
        waiting.addAll(texts);
        return !closed;
    }

    /** Takes those out that have not begun, and says how many they were. */
    int leave(Collection<WaitingText> texts) {
        int left = 0;
        for (WaitingText text : texts) {
            left += waiting.remove(text) ? 1 : 0;
        }
        return left;
    }

    /** Waits until everything that was put in has been run. */
    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
        threads.close();
    }

    private void work() {
        try {
            while (true) {
                run(withCompany(waiting.take()));
            }
        } catch (InterruptedException e) {
            // Closing: whoever waits still gets the vectors.
            for (@Nullable WaitingText text = waiting.poll(); text != null; text = waiting.poll()) {
                run(withCompany(text));
            }
        }
    }

    private List<WaitingText> withCompany(WaitingText first) {
        int most = Math.min(limits.texts(), Math.ceilDiv(waiting.size() + 1, workers));
        List<WaitingText> run = new ArrayList<>(most);
        run.add(first);
        if (most == 1) {
            return run;
        }
        try {
            addCompany(run, most);
        } catch (RuntimeException | Error e) {
            // A text that cannot be cut into tokens fails when it is run, and its caller says so.
            return run;
        }
        return run;
    }

    private void addCompany(List<WaitingText> run, int most) {
        WaitingText first = run.getFirst();
        int longest = length(first);
        int sum = longest;
        int looked = 0;
        for (WaitingText next : waiting) {
            if (run.size() == most
                    || looked == LOOK_AHEAD * most
                    || !limits.allow(run.size() + 1, longest, longest * (run.size() + 1))) {
                return;
            }
            looked++;
            if (next.urgent() != first.urgent()) {
                continue;
            }
            int length = length(next);
            int widest = Math.max(longest, length);
            if (limits.allow(run.size() + 1, widest, sum + length) && waiting.remove(next)) {
                run.add(next);
                longest = widest;
                sum += length;
            }
        }
    }

    private int length(WaitingText text) {
        return text.tokens(tokenizer).ids().length;
    }

    private void run(List<WaitingText> texts) {
        try {
            List<TokenIds> tokens = texts.stream().map(text -> text.tokens(tokenizer)).toList();
            long start = System.nanoTime();
            List<OnnxNetwork.Output> outputs = network.run(tokens);
            long nanos = System.nanoTime() - start;
            sizes.record(texts.size());
            for (int i = 0; i < texts.size(); i++) {
                timer.record(nanos, TimeUnit.NANOSECONDS);
                texts.get(i).result().complete(new Embedded(outputs.get(i), tokens.get(i)));
            }
        } catch (OrtException | RuntimeException | Error e) {
            fail(texts, e);
        }
    }

    /** One text may break the run: alone, the others go on. */
    private void fail(List<WaitingText> texts, Throwable failure) {
        if (texts.size() == 1) {
            texts.getFirst().result().completeExceptionally(failure);
        } else {
            texts.forEach(text -> run(List.of(text)));
        }
    }
}
