package io.portcullis.cli.stack;

import io.portcullis.cli.NotPossible;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The enforcer, run from a copy of its build. */
final class EnforcerService implements Part {

    private final StackSettings settings;
    private final StateFolder state;
    private final Ports ports;
    private final Probe probe = new Probe();

    EnforcerService(StackSettings settings, StateFolder state, Ports ports) {
        this.settings = settings;
        this.state = state;
        this.ports = ports;
    }

    @Override
    public String name() {
        return "enforcer";
    }

    @Override
    public Map<Integer, String> ports() {
        return Map.of(ports.enforcer(), "PORTCULLIS_ENFORCER_PORT", ports.management(), "PORTCULLIS_MANAGEMENT_PORT");
    }

    @Override
    public String address() {
        return "http://127.0.0.1:" + ports.enforcer() + " (health: http://127.0.0.1:" + ports.management() + "/q/health)";
    }

    @Override
    public void prepare(Progress progress, Tools tools) throws IOException, NotPossible, InterruptedException {
        Copies.mirror(settings.home().resolve("enforcer/target/quarkus-app"), application());
        state.clientSecret();
        new ClassArchive(application(), state.path("enforcer/classes.jsa"), options()).make(progress, tools, rehearsal());
    }

    @Override
    public List<String> command() {
        return new ClassArchive(application(), state.path("enforcer/classes.jsa"), options()).command();
    }

    private List<String> options() {
        return List.of("@" + settings.home().resolve("enforcer/jvm.options"), "-Xmx256m");
    }

    /** For a start that asks nobody and ends by itself. */
    private Map<String, String> rehearsal() throws IOException {
        return Map.of("PORTCULLIS_CLIENT_SECRET_FILE", state.clientSecret().toString(), "PORTCULLIS_CLIENT_SECRET", "",
                "PORTCULLIS_ENFORCER_PORT", "0", "PORTCULLIS_MANAGEMENT_PORT", "0", "PORTCULLIS_FEED", "false",
                "PORTCULLIS_ISSUER", "http://127.0.0.1:9/realms/portcullis", "PORTCULLIS_DECISION_LOG", "off",
                "PORTCULLIS_ENFORCER_SOCKET", "", "PORTCULLIS_POLICY", settings.policy().toString());
    }

    @Override
    public Map<String, String> environment() throws IOException {
        Map<String, String> environment = new HashMap<>();
        settings.settings().forEach((name, value) -> {
            if (name.startsWith("PORTCULLIS_")) {
                environment.put(name, value);
            }
        });
        // The local stack has a secret of its own; one in .env belongs to the containers.
        environment.put("PORTCULLIS_CLIENT_SECRET", "");
        environment.put("PORTCULLIS_CLIENT_SECRET_FILE", state.clientSecret().toString());
        environment.put("PORTCULLIS_ENFORCER_HOST", "127.0.0.1");
        environment.put("PORTCULLIS_ENFORCER_PORT", Integer.toString(ports.enforcer()));
        environment.put("PORTCULLIS_MANAGEMENT_PORT", Integer.toString(ports.management()));
        environment.put("PORTCULLIS_PUBLIC_ORIGIN", ports.publicOrigin());
        environment.put("PORTCULLIS_ISSUER", ports.keycloakOrigin() + "/realms/portcullis");
        environment.put("PORTCULLIS_ISSUER_INTERNAL_URL", "");
        environment.put("PORTCULLIS_POLICY", settings.policy().toString());
        environment.putIfAbsent("PORTCULLIS_PASSWORD_LOGIN", "true");
        return environment;
    }

    @Override
    public Optional<String> notReady() {
        return probe.notAnswering("http://127.0.0.1:" + ports.management() + "/q/health/ready", 200);
    }

    /** A broken edit of the policy does not make the enforcer unready: the last good policy decides. */
    @Override
    public Optional<String> notice() {
        return probe.health("http://127.0.0.1:" + ports.management() + "/q/health/ready", "policy")
                .filter(policy -> policy.has("refused"))
                .map(policy -> "policy: the file as it is now is refused, and revision "
                        + policy.path("revision").asText() + " stays in force:\n" + policy.path("refused").asText());
    }

    private Path application() {
        return state.path("enforcer/quarkus-app");
    }
}
