package recurra.gateway.publish;

/**
 * A Kafka record on disk.
 *
 * @param value the event as it goes into the topic
 */
record SpooledRecord(
        String topic, String key, @SuppressWarnings("ArrayRecordComponent") byte[] value) {
    /** Without content. */
    @Override
    public String toString() {
        return "SpooledRecord[topic=" + topic + ", bytes=" + value.length + "]";
    }
}
