package recurra.schemas;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the schema registry is and which classes speak with it.
 *
 * @param url of an Apicurio Registry, such as {@code http://localhost:8085/apis/registry/v3}; for
 *     Confluent's classes the address of a registry of Confluent's interface, which Apicurio
 *     Registry has below {@code /apis/ccompat/v7}
 * @param serializer class name of a Kafka serializer that writes Confluent's wire format
 * @param deserializer class name of a Kafka deserializer that reads it into specific records
 * @param properties for both classes, as they name them
 */
public record RegistrySettings(
        String url, String serializer, String deserializer, Map<String, Object> properties) {
    /** Client property: the registry's address. Without it events are written without registry. */
    public static final String URL = "recurra.schema.registry.url";

    /** Client property: the serializer's class name, {@link #APICURIO_SERIALIZER} by default. */
    public static final String SERIALIZER = "recurra.schema.registry.serializer";

    /**
     * Client property: the deserializer's class name, {@link #APICURIO_DESERIALIZER} by default.
     */
    public static final String DESERIALIZER = "recurra.schema.registry.deserializer";

    public static final String APICURIO_SERIALIZER =
            "io.apicurio.registry.serde.avro.AvroKafkaSerializer";
    public static final String APICURIO_DESERIALIZER =
            "io.apicurio.registry.serde.avro.AvroKafkaDeserializer";

    public RegistrySettings {
        properties = Map.copyOf(properties);
    }

    /** An Apicurio Registry with Apicurio's own classes. */
    public static RegistrySettings apicurio(String url) {
        return new RegistrySettings(url, APICURIO_SERIALIZER, APICURIO_DESERIALIZER, Map.of());
    }

    /** The same registry, spoken with by other classes. */
    public RegistrySettings with(String otherSerializer, String otherDeserializer) {
        return new RegistrySettings(url, otherSerializer, otherDeserializer, properties);
    }

    /** What the properties of a Kafka client say; empty when they name no registry. */
    static Optional<RegistrySettings> of(Map<String, ?> clientProperties) {
        Object url = clientProperties.get(URL);
        if (url == null || url.toString().isBlank()) {
            return Optional.empty();
        }
        Map<String, Object> properties = new HashMap<>();
        clientProperties.forEach((name, value) -> {
            if (value != null) {
                properties.put(name, value);
            }
        });
        return Optional.of(
                new RegistrySettings(
                        url.toString(),
                        text(properties, SERIALIZER, APICURIO_SERIALIZER),
                        text(properties, DESERIALIZER, APICURIO_DESERIALIZER),
                        properties));
    }

    private static String text(Map<String, Object> properties, String name, String otherwise) {
        return properties.getOrDefault(name, otherwise).toString();
    }

    /**
     * The registry's address in the terms of either family of classes, and how events are named.
     */
    Map<String, Object> forSerde() {
        Map<String, Object> all = new HashMap<>();
        all.put("apicurio.registry.url", url);
        all.put("apicurio.registry.auto-register", true);
        // Confluent's format: the id stands in the value, in four bytes, and names the content.
        all.put("apicurio.registry.headers.enabled", false);
        all.put("apicurio.registry.use-id", "contentId");
        all.put("apicurio.registry.id-handler", "io.apicurio.registry.serde.Default4ByteIdHandler");
        // A schema stands alone, without references: any client can read it in one call.
        all.put("apicurio.registry.dereference-schema", true);
        // A topic may carry several events, each with a history of its own.
        all.put(
                "apicurio.registry.artifact-resolver-strategy",
                "io.apicurio.registry.serde.avro.strategy.TopicRecordIdStrategy");
        // Confluent's interface shows the subjects of this group.
        all.put("apicurio.registry.artifact.group-id", "default");
        all.put("apicurio.registry.use-specific-avro-reader", true);
        // What a schema id names never changes, so a registry that is away need not be asked again.
        all.put("apicurio.registry.fault-tolerant-refresh", true);
        all.put("schema.registry.url", url);
        all.put("auto.register.schemas", true);
        all.put("specific.avro.reader", true);
        all.put("avro.use.logical.type.converters", true);
        all.put(
                "value.subject.name.strategy",
                "io.confluent.kafka.serializers.subject.TopicRecordNameStrategy");
        all.putAll(properties);
        return all;
    }
}
