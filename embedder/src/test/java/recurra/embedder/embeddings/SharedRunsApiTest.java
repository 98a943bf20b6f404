package recurra.embedder.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import recurra.embedder.FloatModel;
import recurra.embedder.RunningEmbedder;
import tools.jackson.databind.json.JsonMapper;

/** Clients that ask at the same time, and what the network is run for. */
@ExtendWith(OutputCaptureExtension.class)
class SharedRunsApiTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String PATH = "/v1/embeddings";
    private static final int QUESTIONS = 40;

    /** Takes the threads a while, so that what comes meanwhile waits. */
    private static final String BUSY =
            "{\"input\": [%s\"a\"]}"
                    .formatted("\"%s\",".formatted("word ".repeat(4_000)).repeat(60));

    @Test
    void runsQuestionsTogetherUnderLoadAndAloneOtherwise(@TempDir Path folder, CapturedOutput log)
            throws Exception {
        Path model = FloatModel.in(Files.createDirectory(folder.resolve("model")));
        try (RunningEmbedder embedder = start(folder, "--recurra.model.onnx.path=" + model);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<float[]> alone = new ArrayList<>();
            for (int i = 0; i < QUESTIONS; i++) {
                alone.add(vector(embedder, i));
            }
            assertThat(metric(embedder, "recurra_embedding_run_texts_count")).isEqualTo(QUESTIONS);
            assertThat(metric(embedder, "recurra_embedding_run_limit")).isEqualTo(4);

            for (int i = 0; i < 6; i++) {
                clients.submit(() -> embedder.post(PATH, BUSY));
            }
            await().pollInterval(Duration.ofMillis(10))
                    .until(() -> metric(embedder, "recurra_embedding_queue_size") > 60);
            List<Future<float[]>> together = new ArrayList<>();
            for (int i = 0; i < QUESTIONS; i++) {
                int question = i;
                together.add(clients.submit(() -> vector(embedder, question)));
            }
            for (int i = 0; i < QUESTIONS; i++) {
                assertThat(together.get(i).get()).containsExactly(alone.get(i), within(1e-4f));
            }
            assertThat(metric(embedder, "recurra_embedding_run_texts_count"))
                    .isLessThan(metric(embedder, "recurra_embedding_run_texts_sum"));
        }
        assertThat(log).contains("Texts that wait share runs");
    }

    @Test
    void runsTheBundledModelsQuestionsOneByOne(@TempDir Path folder, CapturedOutput log)
            throws Exception {
        try (RunningEmbedder embedder = start(folder);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<float[]>> together = new ArrayList<>();
            for (int i = 0; i < QUESTIONS; i++) {
                int question = i;
                together.add(clients.submit(() -> vector(embedder, question)));
            }
            for (Future<float[]> vector : together) {
                vector.get();
            }
            assertThat(metric(embedder, "recurra_embedding_run_texts_count")).isEqualTo(QUESTIONS);
            assertThat(metric(embedder, "recurra_embedding_run_limit")).isEqualTo(1);
        }
        assertThat(log).contains("Texts run one by one");
    }

    private static RunningEmbedder start(Path folder, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--recurra.kafka.bootstrap=127.0.0.1:1");
        return RunningEmbedder.start(folder, all.toArray(String[]::new));
    }

    private static float[] vector(RunningEmbedder embedder, int question) throws Exception {
        String body =
                embedder.post(
                                PATH,
                                "{\"input\": \"Where is order %d?\", \"encoding_format\": \"base64\"}"
                                        .formatted(question))
                        .body();
        byte[] bytes =
                Base64.getDecoder()
                        .decode(JSON.readTree(body).at("/data/0/embedding").stringValue());
        float[] vector = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
        return vector;
    }

    private static double metric(RunningEmbedder embedder, String name) throws Exception {
        Matcher line =
                Pattern.compile("(?m)^" + name + " (\\S+)$")
                        .matcher(embedder.get("/metrics").body());
        assertThat(line.find()).as(name).isTrue();
        return Double.parseDouble(line.group(1));
    }
}
