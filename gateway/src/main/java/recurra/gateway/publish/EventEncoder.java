package recurra.gateway.publish;

import java.time.Duration;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.schemas.EventCodec;
import recurra.schemas.RegistrySettings;
import recurra.schemas.RegistryUnavailableException;

/**
 * Turns events into bytes. While the schema registry is away it writes them without it, which every
 * reader understands, so that a registry is never what events wait for. For one thread.
 */
final class EventEncoder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventEncoder.class);
    private static final Duration WITHOUT_REGISTRY = Duration.ofSeconds(30);

    private final EventCodec withRegistry;
    private final EventCodec without = EventCodec.classpath();
    private long withoutUntilNanos = System.nanoTime();

    /**
     * @param registryUrl empty for none
     */
    EventEncoder(String registryUrl) {
        withRegistry = EventCodec.of(Map.of(RegistrySettings.URL, registryUrl));
    }

    byte[] encode(String topic, SpecificRecord event) {
        if (System.nanoTime() - withoutUntilNanos < 0) {
            return without.encode(topic, event);
        }
        try {
            return withRegistry.encode(topic, event);
        } catch (RegistryUnavailableException e) {
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("topic", topic)
                    .log("The schema registry is away; events are written without it for a while");
            withoutUntilNanos = System.nanoTime() + WITHOUT_REGISTRY.toNanos();
            return without.encode(topic, event);
        }
    }

    @Override
    public void close() {
        withRegistry.close();
        without.close();
    }
}
