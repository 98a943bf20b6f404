package recurra.evaluation.encoding;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import recurra.commandline.Progress;
import recurra.embedder.model.EmbeddingModel;
import recurra.embedder.model.EmbeddingSpace;
import recurra.embedder.model.Embeddings;
import recurra.embedder.model.onnx.OnnxEmbeddingModel;
import recurra.embedder.model.onnx.OnnxSettings;
import recurra.embedder.model.onnx.Pooling;
import recurra.matching.template.Eligibility;
import recurra.matching.template.SimHash;

/** Encodes texts with the bundled embedding model, each text once. Safe for threads. */
public final class Encoder implements AutoCloseable {
    private static final int THREADS = 2;

    /** Far beyond what one text takes; here nobody waits for an answer. */
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    private final EmbeddingModel model;
    private final ExecutorService threads =
            Executors.newFixedThreadPool(
                    THREADS, Thread.ofPlatform().name("encoder-", 0).daemon(true).factory());
    private final Map<String, Encoded> known = new ConcurrentHashMap<>();

    /**
     * Loads the bundled model with the settings that the embedder has by default.
     *
     * @param nativeFolder where native libraries are unpacked to
     */
    public Encoder(Path nativeFolder) {
        model =
                new OnnxEmbeddingModel(
                        new OnnxSettings(
                                "e5-small-v2",
                                null,
                                "query: ",
                                Pooling.MEAN,
                                512,
                                THREADS,
                                1024,
                                1,
                                1,
                                DEADLINE,
                                nativeFolder),
                        new SimpleMeterRegistry());
    }

    public EmbeddingSpace space() {
        return model.space();
    }

    /** Encodes those of the texts that are not known yet. */
    public void encode(Collection<String> texts, Progress progress) {
        List<String> missing =
                texts.stream().distinct().filter(text -> !known.containsKey(text)).toList();
        if (missing.isEmpty()) {
            return;
        }
        Progress.Task task = progress.start("encoding", "texts", missing.size());
        List<Future<?>> runs = new ArrayList<>();
        for (String text : missing) {
            runs.add(
                    threads.submit(() -> {
                        known.put(text, make(text));
                        task.step();
                    }));
        }
        runs.forEach(Encoder::await);
        task.end();
    }

    /** The text, encoded now if it was not before. */
    public Encoded of(String text) {
        return known.computeIfAbsent(text, this::make);
    }

    /** Everything that is known of a text comes from here. */
    private Encoded make(String text) {
        Embeddings embeddings = model.embed(List.of(text));
        return new Encoded(
                text,
                embeddings.vectors()[0],
                embeddings.features(0, text),
                SimHash.of(text),
                Eligibility.of(text) instanceof Eligibility.Eligible,
                Requests.parse(Requests.of(text)).normalizedKey().orElse(null));
    }

    private static void await(Future<?> run) {
        try {
            run.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while encoding", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A text could not be encoded", e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        model.close();
    }
}
