package recurra.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class KafkaComponentIT {
    @Test
    void aStoppedBrokerIsUnreachableAndKeepsItsTopics() throws Exception {
        try (TestKafka kafka = TestKafka.fresh();
                Admin admin = admin(kafka, 2_000)) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1))).all().get();
            kafka.stop();
            assertThatThrownBy(() -> admin.listTopics().names().get())
                    .hasStackTraceContaining("TimeoutException");
            kafka.start();
            try (Admin another = admin(kafka, 30_000)) {
                assertThat(another.listTopics().names().get()).containsExactly("kept");
            }
        }
    }

    @Test
    void twoBrokersKnowNothingOfEachOther() throws Exception {
        try (TestKafka first = TestKafka.fresh();
                TestKafka second = TestKafka.fresh();
                Admin firstAdmin = admin(first, 30_000);
                Admin secondAdmin = admin(second, 30_000)) {
            firstAdmin.createTopics(List.of(new NewTopic("mine", 1, (short) 1))).all().get();
            assertThat(secondAdmin.listTopics().names().get()).isEmpty();
        }
    }

    @Test
    void nobodyMayStopTheSharedBroker() {
        assertThatThrownBy(TestKafka.shared()::stop).isInstanceOf(IllegalStateException.class);
    }

    private static Admin admin(TestKafka kafka, int timeoutMillis) {
        return Admin.create(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "default.api.timeout.ms",
                        timeoutMillis,
                        "request.timeout.ms",
                        timeoutMillis));
    }
}
