package recurra.embedder.model.onnx;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.config.InvalidConfigurationException;
import recurra.embedder.error.EmbedderException;
import recurra.embedder.error.ErrorCode;
import recurra.embedder.model.Admission;
import recurra.embedder.model.EmbeddingModel;
import recurra.embedder.model.EmbeddingSpace;
import recurra.embedder.model.Embeddings;
import recurra.embedder.model.ModelMetric;
import recurra.embedder.model.onnx.WaitingText.Embedded;
import recurra.matching.template.TokenVectors;

/**
 * A model that runs in this process.
 *
 * <p>Texts that wait share runs where the network gives each the vectors that it has alone, which
 * is measured at the start ({@link Company}); otherwise, as with the bundled model, each text is a
 * run of its own. A call is admitted as a whole or refused at once; a call whose time is up gives
 * up its texts that have not begun.
 */
public final class OnnxEmbeddingModel implements EmbeddingModel {
    private static final Logger LOG = LoggerFactory.getLogger(OnnxEmbeddingModel.class);

    private final OnnxSettings settings;
    private final EmbeddingSpace space;
    private final TextTokenizer tokenizer;
    private final OnnxNetwork network;
    private final TextRuns runs;
    private final Admission room;
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
        runs =
                new TextRuns(
                        tokenizer,
                        network,
                        new RunLimits(textsOfARun(meters), settings.maxBatchTokens()),
                        settings.threads(),
                        settings.queue(),
                        meters);
        room = new Admission(settings.queue(), "texts", meters);
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
        boolean urgent = patience.compareTo(settings.deadline()) < 0;
        List<WaitingText> waiting =
                texts.stream()
                        .map(text -> new WaitingText(settings.prefix() + text, urgent))
                        .toList();
        room.enter(texts.size());
        try {
            return collect(run(waiting, limit));
        } finally {
            room.leave(texts.size());
        }
    }

    @Override
    public void close() {
        // Waits for the runs: the native model must not be let go under them.
        runs.close();
        network.close();
        tokenizer.close();
    }

    /** The most texts that share a run: one, unless the network keeps them apart. */
    private int textsOfARun(MeterRegistry meters) {
        int texts = settings.maxBatch();
        if (texts > 1) {
            Company company = Company.measure(network, tokenizer, settings.prefix());
            Gauge.builder(ModelMetric.RUN_DIFFERENCE.meter(), company, Company::difference)
                    .description("How far a run's other texts move a component of a text's vectors")
                    .strongReference(true)
                    .register(meters);
            texts = company.harmless() ? texts : 1;
            LOG.atInfo()
                    .addKeyValue("model", space)
                    .addKeyValue("difference", company.difference())
                    .addKeyValue("tolerance", Company.TOLERANCE)
                    .addKeyValue("limit", texts)
                    .log(
                            company.harmless()
                                    ? "Texts that wait share runs: their vectors are their own"
                                    : "Texts run one by one: their vectors depend on their company");
        }
        Gauge.builder(ModelMetric.RUN_LIMIT.meter(), texts, Integer::doubleValue)
                .description("The most texts that share a run of the network")
                .strongReference(true)
                .register(meters);
        return texts;
    }

    private List<Embedded> run(List<WaitingText> texts, Duration limit) {
        CompletableFuture<?>[] results =
                texts.stream().map(WaitingText::result).toArray(CompletableFuture<?>[]::new);
        try {
            if (!runs.add(texts)) {
                throw new EmbedderException(
                        ErrorCode.MODEL_UNAVAILABLE, "The embedder is stopping");
            }
            CompletableFuture.allOf(results).get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return texts.stream().map(text -> text.result().join()).toList();
        } catch (TimeoutException e) {
            throw new EmbedderException(
                    ErrorCode.QUEUE_FULL,
                    "The embedder is busy: the texts were not done within "
                            + limit
                            + ". Try again later, or with fewer texts.",
                    e);
        } catch (ExecutionException e) {
            throw new EmbedderException(ErrorCode.INTERNAL, "The embedding model failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbedderException(ErrorCode.MODEL_UNAVAILABLE, "The embedder is stopping", e);
        } finally {
            expirations.increment(runs.leave(texts));
        }
    }

    private Embeddings collect(List<Embedded> texts) {
        float[][] vectors = new float[texts.size()][];
        List<TokenVectors> tokenVectors = new ArrayList<>(texts.size());
        long tokens = 0;
        int truncated = 0;
        for (int i = 0; i < vectors.length; i++) {
            Embedded embedded = texts.get(i);
            vectors[i] = embedded.output().vector();
            tokenVectors.add(withoutPrefix(embedded));
            tokens += embedded.tokens().ids().length;
            truncated += embedded.tokens().truncated() ? 1 : 0;
        }
        truncations.increment(truncated);
        return new Embeddings(vectors, tokenVectors, tokens, truncated);
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
}
