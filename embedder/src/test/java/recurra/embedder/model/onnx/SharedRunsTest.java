package recurra.embedder.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.DistributionSummary;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import recurra.embedder.FloatModel;
import recurra.embedder.error.EmbedderException;
import recurra.embedder.model.Embeddings;
import recurra.embedder.model.ModelMetric;

/** Texts that wait run together, in a network that keeps them apart; on one thread. */
class SharedRunsTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Too long for company, and cutting them into tokens keeps the thread busy for a second. */
    private static final List<String> BUSY = Collections.nCopies(200, "word ".repeat(4_000));

    @TempDir static Path folder;
    static ExecutorService callers;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private OnnxEmbeddingModel model;

    @BeforeAll
    static void open() {
        FloatModel.in(folder);
        callers = Executors.newVirtualThreadPerTaskExecutor();
    }

    @AfterAll
    static void shut() {
        callers.close();
    }

    @BeforeEach
    void load() {
        model = model(8, meters);
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void measuresAtTheStartThatTextsMayShareRuns() {
        assertThat(meters.get(ModelMetric.RUN_DIFFERENCE.meter()).gauge().value())
                .isLessThan(Company.TOLERANCE);
        assertThat(meters.get(ModelMetric.RUN_LIMIT.meter()).gauge().value()).isEqualTo(8);
    }

    @Test
    void runsEachTextAtOnceWhereNoneWaits() {
        for (int i = 0; i < 20; i++) {
            model.embed(List.of("Question number " + i));
        }
        assertThat(runs().count()).isEqualTo(20);
        assertThat(runs().max()).isEqualTo(1);
    }

    @Test
    void runsTogetherWhatWaitsAndGivesEachTheVectorsItHasAlone() throws Exception {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            texts.add("Question " + i + (i % 2 == 0 ? "" : " about the delivery of an order"));
        }
        Future<Embeddings> busy = busy();
        List<Future<Embeddings>> answers = new ArrayList<>();
        for (String text : texts) {
            answers.add(callers.submit(() -> model.embed(List.of(text), PATIENCE)));
        }
        busy.get();
        List<Embeddings> together = new ArrayList<>();
        for (Future<Embeddings> answer : answers) {
            together.add(answer.get());
        }

        assertThat(runs().totalAmount()).isEqualTo(BUSY.size() + texts.size());
        assertThat(runs().count()).isLessThan(BUSY.size() + texts.size());
        assertThat(runs().max()).isBetween(2.0, 8.0);
        assertThat(meters.get(ModelMetric.EMBEDDING.meter()).timer().count())
                .isEqualTo(BUSY.size() + texts.size());
        try (OnnxEmbeddingModel oneByOne = model(1, new SimpleMeterRegistry())) {
            for (int i = 0; i < texts.size(); i++) {
                assertSame(together.get(i), oneByOne.embed(List.of(texts.get(i))));
            }
        }
    }

    @Test
    void givesQuestionsNoCompanyOfTextsThatAreInNoHurry() throws Exception {
        Future<Embeddings> busy = busy();
        Future<Embeddings> question = callers.submit(() -> model.embed(List.of("a b"), PATIENCE));
        Future<Embeddings> background = callers.submit(() -> model.embed(List.of("a b")));

        busy.get();
        question.get();
        background.get();
        assertThat(runs().max()).isEqualTo(1);
    }

    @Test
    void leavesWhatNobodyWaitsForOutOfTheRunsOfOthers() throws Exception {
        Future<Embeddings> busy = busy();
        Future<Embeddings> patient = callers.submit(() -> model.embed(List.of("a b"), PATIENCE));
        assertThatThrownBy(() -> model.embed(List.of("a c", "a d"), Duration.ofMillis(1)))
                .isInstanceOf(EmbedderException.class);

        busy.get();
        patient.get();
        assertThat(meters.get(ModelMetric.EXPIRED.meter()).counter().count()).isEqualTo(2);
        assertThat(runs().totalAmount()).isEqualTo(BUSY.size() + 1);
    }

    @Test
    void answersWhatWaitsWhenItIsClosed() throws Exception {
        Future<Embeddings> busy = busy();
        model.close();

        assertThat(busy.get().vectors()).hasNumberOfRows(BUSY.size());
        assertThatThrownBy(() -> model.embed(List.of("late")))
                .isInstanceOf(EmbedderException.class)
                .hasMessageContaining("stopping");
        model = model(8, new SimpleMeterRegistry());
    }

    /** Returns when the thread has so much to do that what comes next waits. */
    private Future<Embeddings> busy() {
        Future<Embeddings> busy = callers.submit(() -> model.embed(BUSY));
        await().pollInterval(Duration.ofMillis(1))
                .until(() ->
                        meters.get(ModelMetric.QUEUE_SIZE.meter()).gauge().value() == BUSY.size());
        return busy;
    }

    private DistributionSummary runs() {
        return meters.get(ModelMetric.RUN_TEXTS.meter()).summary();
    }

    private static void assertSame(Embeddings together, Embeddings alone) {
        assertThat(together.vectors()[0]).containsExactly(alone.vectors()[0], within(1e-4f));
        float[][] tokens = together.tokenVectors().getFirst().vectors();
        assertThat(tokens).isNotEmpty();
        for (int i = 0; i < tokens.length; i++) {
            assertThat(tokens[i])
                    .containsExactly(alone.tokenVectors().getFirst().vectors()[i], within(1e-4f));
        }
    }

    private static OnnxEmbeddingModel model(int maxBatch, SimpleMeterRegistry meters) {
        return new OnnxEmbeddingModel(
                new OnnxSettings(
                        "float",
                        folder,
                        "query: ",
                        Pooling.MEAN,
                        512,
                        1,
                        1024,
                        maxBatch,
                        128,
                        DEADLINE,
                        folder.resolve("native")),
                meters);
    }
}
