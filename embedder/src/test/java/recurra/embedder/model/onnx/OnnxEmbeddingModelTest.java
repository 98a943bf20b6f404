package recurra.embedder.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import recurra.config.InvalidConfigurationException;
import recurra.embedder.error.EmbedderException;
import recurra.embedder.error.ErrorCode;
import recurra.embedder.model.EmbeddingSpace;
import recurra.embedder.model.Embeddings;
import recurra.embedder.model.ModelMetric;

class OnnxEmbeddingModelTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @TempDir static Path natives;
    static OnnxEmbeddingModel model;

    @BeforeAll
    static void load() {
        model = model(2, 1024, DEADLINE);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    /** What the field found with this model: opposites lie nearer than paraphrases. */
    @ParameterizedTest
    @CsvSource({
        "How do I reset my password?, How do I not reset my password?, 0.967",
        "Convert 100 USD to EUR, Convert 100 EUR to USD, 0.990"
    })
    void givesTheKnownCosines(String a, String b, double cosine) {
        assertThat(cosine(vector(a), vector(b))).isCloseTo(cosine, within(0.005));
    }

    @Test
    void putsParaphrasesNearerThanOtherQuestions() {
        float[] question = vector("How can I reset my password?");
        double paraphrase = cosine(question, vector("What is the way to get a new password?"));
        double other = cosine(question, vector("What is the capital of Mongolia?"));
        assertThat(paraphrase).isGreaterThan(other + 0.05);
    }

    @Test
    void givesUnitVectorsOf384Dimensions() {
        float[] vector = vector("The quick brown fox");
        assertThat(vector).hasSize(EmbeddingSpace.DIMENSIONS);
        assertThat(cosine(vector, vector)).isCloseTo(1, within(1e-5));
    }

    @Test
    void givesTheSameVectorAloneInCompanyAndAtTheSameTime() throws Exception {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            texts.add("Question number " + i + " about " + "a long matter ".repeat(i));
        }
        float[][] together = model.embed(texts).vectors();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<float[]>> alone = new ArrayList<>();
            for (String text : texts) {
                alone.add(callers.submit(() -> vector(text)));
            }
            for (int i = 0; i < texts.size(); i++) {
                assertThat(alone.get(i).get()).isEqualTo(together[i]);
            }
        }
    }

    @Test
    void neverBatchesTheBundledModelWhoseVectorsDependOnTheirCompany() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (OnnxEmbeddingModel bundled =
                new OnnxEmbeddingModel(settings(1, 64, DEADLINE), meters)) {
            bundled.embed(Collections.nCopies(40, "How do I reset my password?"));

            assertThat(meters.get(ModelMetric.RUN_DIFFERENCE.meter()).gauge().value())
                    .isGreaterThan(100 * Company.TOLERANCE);
            assertThat(meters.get(ModelMetric.RUN_LIMIT.meter()).gauge().value()).isEqualTo(1);
            assertThat(meters.get(ModelMetric.RUN_TEXTS.meter()).summary().count()).isEqualTo(40);
        }
    }

    @Test
    void readsTheBeginningOfALongTextAndSaysSo() {
        String beginning = "word ".repeat(600);
        Embeddings some = model.embed(List.of(beginning + "end", beginning + "finish", "short"));
        assertThat(some.truncated()).isEqualTo(2);
        assertThat(some.tokens()).isEqualTo(512 + 512 + 5);
        assertThat(some.vectors()[0]).isEqualTo(some.vectors()[1]);
    }

    @Test
    void takesAnyText() {
        List<String> texts =
                List.of(" ", "\u0000", "\uD83D", "\uDE00\uD83D", "😀 日本語 العربية", "a\u0301");
        for (float[] vector : model.embed(texts).vectors()) {
            assertThat(cosine(vector, vector)).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void refusesWhatHasNoRoom() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (OnnxEmbeddingModel small = new OnnxEmbeddingModel(settings(1, 3, DEADLINE), meters)) {
            assertThatThrownBy(() -> small.embed(List.of("a", "b", "c", "d")))
                    .isInstanceOfSatisfying(
                            EmbedderException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.QUEUE_FULL));
            assertThat(small.embed(List.of("a", "b", "c")).vectors()).hasNumberOfRows(3);
            assertThat(meters.get(ModelMetric.QUEUE_SIZE.meter()).gauge().value()).isZero();
            assertThat(meters.get(ModelMetric.QUEUE_LIMIT.meter()).gauge().value()).isEqualTo(3);
            assertThat(meters.get(ModelMetric.EMBEDDING.meter()).timer().count()).isEqualTo(3);
        }
    }

    @Test
    void givesUpWhenTheTimeIsUpAndGoesOnAfterwards() {
        try (OnnxEmbeddingModel hurried = model(1, 1024, Duration.ofMillis(300))) {
            List<String> many = Collections.nCopies(512, "long text ".repeat(400));
            assertThatThrownBy(() -> hurried.embed(many))
                    .isInstanceOf(EmbedderException.class)
                    .hasMessageContaining("Try again later");
            // The text that has begun is done first.
            await().ignoreException(EmbedderException.class)
                    .untilAsserted(() ->
                            assertThat(hurried.embed(List.of("short")).vectors())
                                    .hasNumberOfRows(1));
        }
    }

    @Test
    void leavesWhatNobodyWaitsForAnyLonger() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (OnnxEmbeddingModel busy = new OnnxEmbeddingModel(settings(1, 64, DEADLINE), meters)) {
            List<String> many = Collections.nCopies(20, "long text ".repeat(400));
            Thread before = Thread.ofVirtual().start(() -> busy.embed(many));
            await().until(() -> meters.get(ModelMetric.QUEUE_SIZE.meter()).gauge().value() == 20);

            assertThatThrownBy(() -> busy.embed(List.of("a", "b"), Duration.ofMillis(1)))
                    .isInstanceOf(EmbedderException.class)
                    .hasMessageContaining("PT0.001S");
            before.join();

            assertThat(meters.get(ModelMetric.EXPIRED.meter()).counter().count()).isEqualTo(2);
            assertThat(meters.get(ModelMetric.EMBEDDING.meter()).timer().count()).isEqualTo(20);
        }
    }

    @Test
    void namesANewVersionForAnotherPrefix() {
        OnnxSettings same = settings(1, 8, DEADLINE);
        OnnxSettings other =
                new OnnxSettings(
                        same.name(), null, "", Pooling.MEAN, 512, 1, 8, 4, 128, DEADLINE, natives);
        try (OnnxEmbeddingModel a = new OnnxEmbeddingModel(same, new SimpleMeterRegistry());
                OnnxEmbeddingModel b = new OnnxEmbeddingModel(other, new SimpleMeterRegistry())) {
            assertThat(a.space()).isEqualTo(model.space());
            assertThat(b.space().version()).isNotEqualTo(model.space().version());
        }
    }

    @Test
    void saysWhichFilesAFolderMustHold(@TempDir Path empty) {
        OnnxSettings settings =
                new OnnxSettings(
                        "mine", empty, "", Pooling.MEAN, 512, 1, 8, 4, 128, DEADLINE, natives);
        assertThatThrownBy(() -> new OnnxEmbeddingModel(settings, new SimpleMeterRegistry()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("model.onnx and tokenizer.json");
    }

    static OnnxSettings settings(int threads, int queue, Duration deadline) {
        return new OnnxSettings(
                "e5-small-v2",
                null,
                "query: ",
                Pooling.MEAN,
                512,
                threads,
                queue,
                4,
                128,
                deadline,
                natives);
    }

    static double cosine(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static OnnxEmbeddingModel model(int threads, int queue, Duration deadline) {
        return new OnnxEmbeddingModel(
                settings(threads, queue, deadline), new SimpleMeterRegistry());
    }

    private static float[] vector(String text) {
        return model.embed(List.of(text)).vectors()[0];
    }
}
