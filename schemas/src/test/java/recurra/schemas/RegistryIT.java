package recurra.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import recurra.schemas.UnreadableEventException.Reason;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The codec against a real Apicurio Registry. */
class RegistryIT {
    private static final int HEADER_LENGTH = 5;

    private static RegistryProcess registry;
    private static EventCodec codec;

    @BeforeAll
    static void start() throws Exception {
        registry = RegistryProcess.start();
        codec = EventCodec.registry(RegistrySettings.apicurio(registry.url()));
    }

    @AfterAll
    static void stop() {
        codec.close();
        registry.close();
    }

    static List<SpecificRecord> events() {
        return Events.all();
    }

    @ParameterizedTest
    @MethodSource("events")
    void readsWhatItWrote(SpecificRecord event) throws UnreadableEventException {
        String topic = Events.topicOf(event);

        assertThat(codec.decode(topic, codec.encode(topic, event))).isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("events")
    void readsBothFormatsInOneTopic(SpecificRecord event) throws UnreadableEventException {
        String topic = Events.topicOf(event);

        try (EventCodec withoutRegistry = EventCodec.classpath()) {
            assertThat(codec.decode(topic, withoutRegistry.encode(topic, event))).isEqualTo(event);
        }
    }

    @Test
    void readsWhatAnotherProcessWrote() throws UnreadableEventException {
        byte[] data = codec.encode(Topics.REQUESTS, Events.served());

        try (EventCodec another = EventCodec.registry(RegistrySettings.apicurio(registry.url()))) {
            assertThat(another.decode(Topics.REQUESTS, data)).isEqualTo(Events.served());
        }
    }

    /** What a client of Confluent's does: read the id, fetch the schema, read the data. */
    @ParameterizedTest
    @MethodSource("events")
    void isReadByAnyClientOfConfluentsInterface(SpecificRecord event) throws Exception {
        byte[] data = codec.encode(Events.topicOf(event), event);
        assertThat(data[0]).as("magic byte").isZero();
        int id = ByteBuffer.wrap(data, 1, 4).getInt();

        JsonNode answer = get(registry.confluentUrl() + "/schemas/ids/" + id);

        assertThat(answer.path("references").isEmpty()).as("the schema stands alone").isTrue();
        Schema schema = new Schema.Parser().parse(answer.get("schema").asString());
        GenericRecord read =
                new GenericDatumReader<GenericRecord>(schema)
                        .read(
                                null,
                                DecoderFactory.get()
                                        .binaryDecoder(
                                                data,
                                                HEADER_LENGTH,
                                                data.length - HEADER_LENGTH,
                                                null));
        assertThat(read.get("eventId")).hasToString(event.get(0).toString());
    }

    @Test
    void namesSubjectsByTopicAndRecord() throws Exception {
        codec.encode(Topics.INTERACTIONS, Events.interaction());

        assertThat(get(registry.confluentUrl() + "/subjects").valueStream().map(JsonNode::asString))
                .contains("recurra.interactions-InteractionCompleted");
    }

    @Test
    void refusesASchemaThatTheRegistryDoesNotKnow() {
        assertThat(reasonOf(new byte[] {0, 0x7F, 0, 0, 1, 2, 3})).isEqualTo(Reason.UNKNOWN_SCHEMA);
    }

    @Test
    void refusesWhatIsTooShort() {
        byte[] data = codec.encode(Topics.INTERACTIONS, Events.interaction());

        for (int length = 1; length < data.length; length += 7) {
            assertThat(reasonOf(Arrays.copyOf(data, length)))
                    .as("%s of %s bytes", length, data.length)
                    .isEqualTo(Reason.TRUNCATED);
        }
    }

    @Test
    void refusesOtherFormats() {
        assertThat(reasonOf("text".getBytes())).isEqualTo(Reason.UNKNOWN_FORMAT);
    }

    /** A record that cannot be read because the registry is away is not the record's fault. */
    @Test
    void asksForAnotherTryWhenTheRegistryIsAway() throws Exception {
        byte[] data = codec.encode(Topics.CURATION, Events.invalidation());

        try (EventCodec away =
                EventCodec.registry(RegistrySettings.apicurio("http://127.0.0.1:" + freePort()))) {
            assertThatExceptionOfType(RegistryUnavailableException.class)
                    .isThrownBy(() -> away.decode(Topics.CURATION, data));
            assertThatExceptionOfType(RegistryUnavailableException.class)
                    .isThrownBy(() -> away.encode(Topics.CURATION, Events.invalidation()));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Reason reasonOf(byte[] data) {
        try {
            SpecificRecord event = codec.decode(Topics.INTERACTIONS, data);
            throw new AssertionError("Read as " + event.getSchema().getName());
        } catch (UnreadableEventException e) {
            return e.reason();
        }
    }

    private static JsonNode get(String url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response =
                    client.send(
                            HttpRequest.newBuilder(URI.create(url))
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(url).isEqualTo(200);
            return JsonMapper.shared().readTree(response.body());
        }
    }
}
