package io.portcullis.provider.it;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import dasniko.testcontainers.keycloak.KeycloakContainer;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.MountableFile;

/**
 * The official image as two containers on one PostgreSQL, with the jar put in as an administrator would put it in. Runs
 * where Docker answers, with {@code -Dportcullis.keycloak=containers}.
 */
final class ContainerCluster implements KeycloakCluster {

    private static final Duration STARTUP = Duration.ofSeconds(300);
    private static final int HTTP = 8080;

    private final Network network = Network.newNetwork();
    private final GenericContainer<?> database = new GenericContainer<>(
            System.getProperty("postgres.image", "postgres:17"))
            .withNetwork(network).withNetworkAliases("database")
            .withEnv("POSTGRES_DB", "keycloak").withEnv("POSTGRES_USER", "keycloak").withEnv("POSTGRES_PASSWORD", "keycloak")
            .waitingFor(Wait.forLogMessage(".*database system is ready to accept connections.*", 2)
                    .withStartupTimeout(STARTUP));
    private final List<KeycloakContainer> nodes = new ArrayList<>();
    private final List<Integer> ports = List.of(FreePort.find(), FreePort.find());

    ContainerCluster() {
        database.start();
        for (int port : ports) {
            KeycloakContainer node = node(port);
            nodes.add(node);
            node.start();
        }
    }

    private KeycloakContainer node(int port) {
        String image = System.getProperty("keycloak.image", "quay.io/keycloak/keycloak:" + System.getProperty("keycloak.version"));
        Path export = Path.of(System.getProperty("realm.export"));
        String imports = "/opt/keycloak/data/import/";
        KeycloakContainer container = new KeycloakContainer(image)
                .withProductionMode()
                .withProviderLibsFrom(List.of(new File(System.getProperty("provider.jar"))))
                .withAdminUsername(ADMIN).withAdminPassword(ADMIN_PASSWORD)
                .withStartupTimeout(STARTUP);
        container.withNetwork(network)
                .withCopyFileToContainer(MountableFile.forHostPath(export.resolve("portcullis-realm.json")),
                        imports + "portcullis-realm.json")
                .withCopyFileToContainer(MountableFile.forHostPath(export.resolve("demo/portcullis-users-0.json")),
                        imports + "portcullis-users-0.json")
                .withEnv("KC_DB", "postgres").withEnv("KC_DB_URL", "jdbc:postgresql://database/keycloak")
                .withEnv("KC_DB_USERNAME", "keycloak").withEnv("KC_DB_PASSWORD", "keycloak")
                .withEnv("KC_HTTP_ENABLED", "true").withEnv("KC_CACHE", "ispn")
                .withEnv("KC_HOSTNAME", "http://127.0.0.1:" + ports.get(0))
                .withEnv("PORTCULLIS_CLIENT_SECRET", CLIENT_SECRET)
                .withEnv("PORTCULLIS_PUBLIC_ORIGIN", PUBLIC_ORIGIN)
                .withEnv("PORTCULLIS_BACKCHANNEL_ORIGIN", BACKCHANNEL_ORIGIN)
                // A fixed port, so that a restarted node is found where it was; all of them on the loopback interface.
                .withCreateContainerCmdModifier(command -> command.getHostConfig().withPortBindings(
                        Stream.of(command.getExposedPorts()).map(exposed -> new PortBinding(exposed.getPort() == HTTP
                                ? Ports.Binding.bindIpAndPort("127.0.0.1", port) : Ports.Binding.bindIp("127.0.0.1"), exposed))
                                .toList()));
        return container;
    }

    @Override
    public List<URI> nodes() {
        return ports.stream().map(port -> URI.create("http://127.0.0.1:" + port)).toList();
    }

    @Override
    public URI seenFromInside() {
        return URI.create("http://localhost:" + HTTP);
    }

    @Override
    public String testHost() {
        return docker().inspectNetworkCmd().withNetworkId(network.getId()).exec().getIpam().getConfig().get(0).getGateway();
    }

    @Override
    public void restart() throws Exception {
        for (KeycloakContainer node : nodes) {
            docker().stopContainerCmd(node.getContainerId()).withTimeout(60).exec();
        }
        for (int i = 0; i < nodes.size(); i++) {
            docker().startContainerCmd(nodes.get(i).getContainerId()).exec();
            URI realm = nodes().get(i).resolve("/realms/portcullis");
            Await.until(realm + " to answer again", STARTUP, () -> {
                try {
                    return Http.api().get(realm).status() == 200;
                } catch (IOException notYet) {
                    return false;
                }
            });
        }
    }

    private static DockerClient docker() {
        return DockerClientFactory.instance().client();
    }

    @Override
    public void close() {
        nodes.forEach(GenericContainer::stop);
        database.stop();
        network.close();
    }
}
