package recurra.embedder.model.onnx;

import ai.onnxruntime.OrtException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import recurra.config.InvalidConfigurationException;
import recurra.embedder.error.EmbedderException;
import recurra.embedder.error.ErrorCode;
import recurra.embedder.model.Admission;
import recurra.embedder.model.EmbeddingModel;
import recurra.embedder.model.EmbeddingSpace;
import recurra.embedder.model.Embeddings;
import recurra.embedder.model.ModelMetric;
import recurra.matching.template.TokenVectors;

/**
 * A model that runs in this process.
 *
 * <p>Each text is a run of its own, on one of the model's threads, so that its vector does not
 * depend on its company (see {@link OnnxNetwork}). A call is admitted as a whole or refused at
 * once; a call whose time is up gives up its texts that have not begun.
 */
public final class OnnxEmbeddingModel implements EmbeddingModel {
    private final OnnxSettings settings;
    private final EmbeddingSpace space;
    private final TextTokenizer tokenizer;
    private final OnnxNetwork network;
    private final ExecutorService threads;
    private final Admission room;
    private final Timer timer;
    private final Counter truncations;
    private final Counter expirations;

    /** Loads the model, which takes about a second. */
    public OnnxEmbeddingModel(OnnxSettings settings, MeterRegistry meters) {
        this.settings = settings;
        ModelFiles files =
                settings.folder() == null ? ModelFiles.bundled() : ModelFiles.of(settings.folder());
        space =
                new EmbeddingSpace(
                        settings.name(),
                        files.version(
                                "%s|%s|%d"
                                        .formatted(
                                                settings.prefix(),
                                                settings.pooling(),
                                                settings.maxTokens())));
        tokenizer =
                new TextTokenizer(files.tokenizer(), settings.nativeFolder(), settings.maxTokens());
        network = new OnnxNetwork(files.network(), settings.pooling());
        if (network.dimensions() != EmbeddingSpace.DIMENSIONS) {
            network.close();
            tokenizer.close();
            throw new InvalidConfigurationException(
                    "The model "
                            + settings.name()
                            + " gives vectors of "
                            + network.dimensions()
                            + " dimensions, and the template index holds vectors of "
                            + EmbeddingSpace.DIMENSIONS
                            + ".",
                    "Choose a model of that size for recurra.model.onnx.path, or leave it out for the bundled model.");
        }
        threads =
                Executors.newFixedThreadPool(
                        settings.threads(),
                        Thread.ofPlatform().name("recurra-onnx-", 0).daemon(true).factory());
        room = new Admission(settings.queue(), "texts", meters);
        timer = ModelMetric.timer("One text, from its tokens to its vector", meters);
        expirations =
                Counter.builder(ModelMetric.EXPIRED.meter())
                        .description("Texts left because their caller had waited long enough")
                        .register(meters);
        truncations =
                Counter.builder(ModelMetric.TRUNCATED.meter())
                        .description("Texts longer than the model reads")
                        .register(meters);
    }

    @Override
    public EmbeddingSpace space() {
        return space;
    }

    /** One thread stays free for callers in a hurry, where there is more than one. */
    @Override
    public int backgroundBatch() {
        return Math.max(1, settings.threads() - 1);
    }

    @Override
    public Embeddings embed(List<String> texts, Duration patience) {
        Duration limit =
                patience.compareTo(settings.deadline()) < 0 ? patience : settings.deadline();
        room.enter(texts.size());
        AtomicInteger begun = new AtomicInteger();
        try {
            List<Callable<Embedded>> runs = new ArrayList<>(texts.size());
            for (String text : texts) {
                runs.add(() -> {
                    begun.incrementAndGet();
                    return run(text);
                });
            }
            List<Future<Embedded>> done =
                    threads.invokeAll(runs, limit.toMillis(), TimeUnit.MILLISECONDS);
            expirations.increment(texts.size() - begun.get());
            return collect(done, limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbedderException(ErrorCode.MODEL_UNAVAILABLE, "The embedder is stopping", e);
        } finally {
            room.leave(texts.size());
        }
    }

    @Override
    public void close() {
        // Waits for the runs: the native model must not be let go under them.
        threads.close();
        network.close();
        tokenizer.close();
    }

    private Embedded run(String text) throws OrtException {
        TokenIds tokens = tokenizer.encode(settings.prefix() + text);
        long start = System.nanoTime();
        OnnxNetwork.Output output = network.run(List.of(tokens)).getFirst();
        timer.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        if (tokens.truncated()) {
            truncations.increment();
        }
        return new Embedded(output, tokens);
    }

    private Embeddings collect(List<Future<Embedded>> runs, Duration limit)
            throws InterruptedException {
        float[][] vectors = new float[runs.size()][];
        List<TokenVectors> tokenVectors = new ArrayList<>(runs.size());
        long tokens = 0;
        int truncated = 0;
        for (int i = 0; i < vectors.length; i++) {
            Embedded embedded = result(runs.get(i), limit);
            vectors[i] = embedded.output().vector();
            tokenVectors.add(withoutPrefix(embedded));
            tokens += embedded.tokens().ids().length;
            truncated += embedded.tokens().truncated() ? 1 : 0;
        }
        return new Embeddings(vectors, tokenVectors, tokens, truncated);
    }

    private Embedded result(Future<Embedded> run, Duration limit) throws InterruptedException {
        try {
            return run.get();
        } catch (CancellationException e) {
            throw new EmbedderException(
                    ErrorCode.QUEUE_FULL,
                    "The embedder is busy: the texts were not done within "
                            + limit
                            + ". Try again later, or with fewer texts.",
                    e);
        } catch (ExecutionException e) {
            throw new EmbedderException(ErrorCode.INTERNAL, "The embedding model failed", e);
        }
    }

    /** The vectors of the text's own tokens, with their places in the text as it was given. */
    private TokenVectors withoutPrefix(Embedded embedded) {
        int prefix = settings.prefix().length();
        TokenIds tokens = embedded.tokens();
        List<Integer> starts = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < tokens.ids().length; i++) {
            if (tokens.ends()[i] > prefix) {
                starts.add(Math.max(0, tokens.starts()[i] - prefix));
                ends.add(tokens.ends()[i] - prefix);
                vectors.add(embedded.output().tokenVectors()[i]);
            }
        }
        return new TokenVectors(starts, ends, vectors.toArray(float[][]::new));
    }

    private record Embedded(OnnxNetwork.Output output, TokenIds tokens) {}
}
