package recurra.testing;

import com.github.dockerjava.api.DockerClient;
import java.util.List;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.containers.wait.strategy.WaitStrategy;
import org.testcontainers.utility.DockerImageName;

/** A server in a container of the machine's Docker engine. Testcontainers removes it at the end. */
final class ContainerComponent implements Component {
    private static final int STOP_SECONDS = 20;

    private final GenericContainer<?> container;
    private final int port;

    private ContainerComponent(GenericContainer<?> container, int port) {
        this.container = container;
        this.port = port;
    }

    /** Whether a Docker engine answers here. */
    static boolean available() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    /**
     * Starts a container.
     *
     * @param port the port of the host, chosen beforehand because it has to outlive a restart
     * @param portInside the port on which the server listens inside
     */
    static ContainerComponent started(
            String image,
            int port,
            int portInside,
            Map<String, String> environment,
            List<String> command,
            WaitStrategy ready) {
        GenericContainer<?> container =
                new GenericContainer<>(DockerImageName.parse(image))
                        .withExposedPorts(portInside)
                        .withEnv(environment)
                        .waitingFor(ready);
        if (!command.isEmpty()) {
            container.withCommand(command.toArray(String[]::new));
        }
        container.setPortBindings(List.of("127.0.0.1:%d:%d".formatted(port, portInside)));
        container.start();
        return new ContainerComponent(container, port);
    }

    @Override
    public String host() {
        return container.getHost();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void stop() {
        docker().stopContainerCmd(container.getContainerId()).withTimeout(STOP_SECONDS).exec();
    }

    @Override
    public void start() {
        docker().startContainerCmd(container.getContainerId()).exec();
        Wait.forListeningPort().waitUntilReady(container);
    }

    @Override
    public void freeze() {
        docker().pauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void thaw() {
        docker().unpauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void close() {
        container.stop();
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }
}
