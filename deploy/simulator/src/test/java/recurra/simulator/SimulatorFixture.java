package recurra.simulator;

import org.junit.jupiter.api.AfterEach;

/** A simulator per test, with its client. */
abstract class SimulatorFixture {

    final Simulator simulator;
    final SimulatorClient client;

    SimulatorFixture(SimulatorOptions options) {
        simulator = Simulator.start(options);
        client = new SimulatorClient(simulator);
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }
}
