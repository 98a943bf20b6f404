package recurra.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import recurra.schemas.UnreadableEventException.Reason;

class EventCodecTest {
    private final EventCodec codec = EventCodec.classpath();

    static List<SpecificRecord> events() {
        return Events.all();
    }

    @ParameterizedTest
    @MethodSource("events")
    void readsWhatItWrote(SpecificRecord event) throws UnreadableEventException {
        String topic = Events.topicOf(event);

        assertThat(codec.decode(topic, codec.encode(topic, event))).isEqualTo(event);
    }

    @Test
    void startsWithTheMarkerAndTheFingerprint() {
        ByteBuffer data =
                ByteBuffer.wrap(codec.encode(Topics.CURATION, Events.invalidation()))
                        .order(ByteOrder.LITTLE_ENDIAN);

        assertThat(data.get()).isEqualTo((byte) 0xC3);
        assertThat(data.get()).isEqualTo((byte) 0x01);
        assertThat(data.getLong())
                .isEqualTo(
                        SchemaNormalization.parsingFingerprint64(
                                Events.invalidation().getSchema()));
    }

    /** Avro's own decoder is the second opinion about the format. */
    @Test
    void isReadByAvrosOwnMessageDecoder() throws Exception {
        byte[] data = codec.encode(Topics.INTERACTIONS, Events.interaction());

        assertThat(recurra.events.InteractionCompleted.getDecoder().decode(data))
                .isEqualTo(Events.interaction());
    }

    @Test
    void refusesEveryLengthThatIsTooShort() {
        byte[] data = codec.encode(Topics.INTERACTIONS, Events.interaction());

        for (int length = 2; length < data.length; length++) {
            byte[] cut = Arrays.copyOf(data, length);
            assertThat(reasonOf(Topics.INTERACTIONS, cut))
                    .as("%s of %s bytes", length, data.length)
                    .isEqualTo(Reason.TRUNCATED);
        }
    }

    @Test
    void refusesWhatGoesOnAfterTheData() {
        byte[] data = codec.encode(Topics.INTERACTIONS, Events.interaction());

        assertThat(reasonOf(Topics.INTERACTIONS, Arrays.copyOf(data, data.length + 1)))
                .isEqualTo(Reason.CORRUPT);
    }

    /**
     * A wrong byte may give another event or none, but never another failure: neither an error of
     * the virtual machine because a length became two gigabytes, nor an unchecked exception.
     */
    @ParameterizedTest
    @MethodSource("events")
    void surfacesEveryWrongByteAsUnreadableOrAsAnotherEvent(SpecificRecord event) {
        String topic = Events.topicOf(event);
        byte[] data = codec.encode(topic, event);
        int unreadable = 0;
        for (int at = 0; at < data.length; at++) {
            for (int bits : new int[] {0x01, 0x80, 0xFF, 0x0F}) {
                byte[] wrong = data.clone();
                wrong[at] ^= (byte) bits;
                try {
                    assertThat(codec.decode(topic, wrong)).isNotNull();
                } catch (UnreadableEventException e) {
                    unreadable++;
                }
            }
        }
        assertThat(unreadable).isPositive();
    }

    @Test
    void refusesALengthOfTwoGigabytesBeforeItTakesTheMemory() {
        byte[] data = codec.encode(Topics.INTERACTIONS, Events.interaction());
        // The first field is a string of 36 characters, so its length is the first byte of the
        // data.
        byte[] hugeLength = {(byte) 0xEE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F};
        byte[] wrong = Arrays.copyOf(data, data.length + 4);
        System.arraycopy(hugeLength, 0, wrong, 10, hugeLength.length);
        System.arraycopy(data, 11, wrong, 15, data.length - 11);

        assertThat(reasonOf(Topics.INTERACTIONS, wrong)).isEqualTo(Reason.TRUNCATED);
    }

    @Test
    void refusesOtherFormats() {
        assertThat(reasonOf(Topics.REQUESTS, "{\"json\":1}".getBytes()))
                .isEqualTo(Reason.UNKNOWN_FORMAT);
        assertThat(reasonOf(Topics.REQUESTS, new byte[0])).isEqualTo(Reason.UNKNOWN_FORMAT);
        assertThat(reasonOf(Topics.REQUESTS, new byte[] {0, 0, 0, 0, 1, 2}))
                .as("the registry's format without a registry")
                .isEqualTo(Reason.UNKNOWN_FORMAT);
        assertThat(
                        reasonOf(
                                Topics.REQUESTS,
                                new byte[] {(byte) 0xC3, 1, 9, 9, 9, 9, 9, 9, 9, 9, 0}))
                .isEqualTo(Reason.UNKNOWN_SCHEMA);
    }

    @Test
    void refusesAnEventThatTheTopicDoesNotCarry() {
        byte[] data = codec.encode(Topics.CURATION, Events.invalidation());

        assertThat(reasonOf(Topics.INTERACTIONS, data)).isEqualTo(Reason.UNEXPECTED_EVENT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.encode(Topics.INTERACTIONS, Events.invalidation()));
    }

    @Test
    void servesKafkaClients() {
        try (EventSerializer serializer = new EventSerializer();
                EventDeserializer deserializer = new EventDeserializer()) {
            serializer.configure(Map.of(), false);
            deserializer.configure(Map.of(), false);
            byte[] data = serializer.serialize(Topics.REQUESTS, Events.served());

            assertThat(deserializer.deserialize(Topics.REQUESTS, data)).isEqualTo(Events.served());
            assertThat(deserializer.deserialize(Topics.REQUESTS, null)).isNull();
            assertThatExceptionOfType(SerializationException.class)
                    .isThrownBy(() -> deserializer.deserialize(Topics.REQUESTS, new byte[] {1}))
                    .withCauseInstanceOf(UnreadableEventException.class);
        }
    }

    @Test
    void saysWhichClassIsMissing() {
        Map<String, String> properties =
                Map.of(
                        RegistrySettings.URL, "http://127.0.0.1:9",
                        RegistrySettings.SERIALIZER, "io.confluent.kafka.serializers.Absent");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventCodec.of(properties))
                .withMessageContaining("io.confluent.kafka.serializers.Absent");
    }

    private Reason reasonOf(String topic, byte[] data) {
        try {
            SpecificRecord event = codec.decode(topic, data);
            throw new AssertionError("Read as " + event.getSchema().getName());
        } catch (UnreadableEventException e) {
            return e.reason();
        }
    }
}
