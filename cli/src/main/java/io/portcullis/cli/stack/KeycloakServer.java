package io.portcullis.cli.stack;

import io.portcullis.cli.NotPossible;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Keycloak with our provider jar, the realm imported at its first start, on its embedded database. */
final class KeycloakServer implements Part {

    private static final String IMPORTED = "keycloak/realm-imported";

    private final StackSettings settings;
    private final StateFolder state;
    private final Ports ports;
    private final KeycloakDistribution distribution;
    private final Probe probe = new Probe();

    KeycloakServer(StackSettings settings, StateFolder state, Ports ports) {
        this.settings = settings;
        this.state = state;
        this.ports = ports;
        this.distribution = new KeycloakDistribution(
                state, settings.home().resolve("provider/target/portcullis-provider.jar"));
    }

    @Override
    public String name() {
        return "keycloak";
    }

    @Override
    public Map<Integer, String> ports() {
        return Map.of(
                ports.keycloak(), "PORTCULLIS_KEYCLOAK_PORT",
                ports.keycloakManagement(), "PORTCULLIS_KEYCLOAK_MANAGEMENT_PORT");
    }

    @Override
    public String address() {
        return ports.keycloakOrigin();
    }

    @Override
    public void prepare(Progress progress, Tools tools) throws IOException, NotPossible, InterruptedException {
        distribution.prepare(progress, tools);
        if (!imported()) {
            // A first start that was broken off may have left half a database: begin anew.
            Path data = distribution.home().resolve("data");
            Copies.delete(data);
            Path realm = settings.home().resolve("realm-export");
            Path imports = Files.createDirectories(data.resolve("import"));
            Files.copy(realm.resolve("portcullis-realm.json"), imports.resolve("portcullis-realm.json"));
            Files.copy(realm.resolve("demo/portcullis-users-0.json"), imports.resolve("portcullis-users-0.json"));
        }
    }

    @Override
    public List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                "bash", distribution.home().resolve("bin/kc.sh").toString(), "start", "--optimized",
                // One node: nothing listens for others, on whatever network this machine happens to have.
                "--cache=local",
                "--http-enabled=true",
                "--http-host=127.0.0.1",
                "--http-port=" + ports.keycloak(),
                "--http-management-port=" + ports.keycloakManagement(),
                "--hostname=" + ports.keycloakOrigin()));
        if (!imported()) {
            command.add("--import-realm");
        }
        return command;
    }

    @Override
    public Map<String, String> environment() throws IOException {
        Map<String, String> environment = new HashMap<>(KeycloakDistribution.environment());
        if (!imported()) {
            environment.put("KC_BOOTSTRAP_ADMIN_USERNAME", "admin");
            environment.put("KC_BOOTSTRAP_ADMIN_PASSWORD", "admin");
            environment.put("PORTCULLIS_CLIENT_SECRET", Files.readString(state.clientSecret()));
            environment.put("PORTCULLIS_PUBLIC_ORIGIN", ports.publicOrigin());
            environment.put("PORTCULLIS_BACKCHANNEL_ORIGIN", backchannelOrigin());
        }
        return environment;
    }

    @Override
    public Optional<String> notReady() {
        Optional<String> unhealthy =
                probe.notAnswering("http://127.0.0.1:" + ports.keycloakManagement() + "/health/ready", 200);
        return unhealthy.isPresent()
                ? Optional.of("is still starting (" + unhealthy.get() + ")")
                : probe.notAnswering(ports.keycloakOrigin() + "/realms/portcullis/.well-known/openid-configuration", 200);
    }

    @Override
    public void ready(Progress progress) throws IOException, NotPossible {
        Properties addresses = state.properties("keycloak/client-addresses");
        if (!imported()) {
            Files.createFile(state.path(IMPORTED));
        } else if (!ports.publicOrigin().equals(addresses.getProperty("public"))
                || !backchannelOrigin().equals(addresses.getProperty("backchannel"))) {
            progress.say(name(), "telling the realm's client the new addresses");
            new ClientAddresses(ports.keycloakOrigin(), settings.settings())
                    .move(addresses.getProperty("public", ""), ports.publicOrigin(), backchannelOrigin());
        }
        addresses.setProperty("public", ports.publicOrigin());
        addresses.setProperty("backchannel", backchannelOrigin());
        state.write("keycloak/client-addresses", addresses);
    }

    private String backchannelOrigin() {
        return "http://127.0.0.1:" + ports.enforcer();
    }

    private boolean imported() {
        return Files.exists(state.path(IMPORTED));
    }
}
