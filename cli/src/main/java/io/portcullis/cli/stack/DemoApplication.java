package io.portcullis.cli.stack;

import io.portcullis.cli.NotPossible;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The application behind the gate: the landing page, and an echo of every other request. */
final class DemoApplication implements Part {

    private final StackSettings settings;
    private final StateFolder state;
    private final Ports ports;
    private final Probe probe = new Probe();

    DemoApplication(StackSettings settings, StateFolder state, Ports ports) {
        this.settings = settings;
        this.state = state;
        this.ports = ports;
    }

    @Override
    public String name() {
        return "demo";
    }

    @Override
    public Map<Integer, String> ports() {
        return Map.of(ports.demo(), "PORTCULLIS_DEMO_PORT");
    }

    @Override
    public String address() {
        return "http://127.0.0.1:" + ports.demo();
    }

    @Override
    public void prepare(Progress progress, Tools tools) throws IOException, NotPossible {
        Path built = settings.home().resolve("cli/target");
        Copies.mirror(built.resolve("lib"), state.path("demo/lib"));
        Copies.copyIfOther(built.resolve("portcullis-cli.jar"), jar());
    }

    @Override
    public List<String> command() {
        return List.of(
                StackSettings.java().toString(), "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "-jar", jar().toString(), "demo-upstream",
                "--port", Integer.toString(ports.demo()), "--policy", settings.policy().toString());
    }

    @Override
    public Map<String, String> environment() {
        return Map.of();
    }

    @Override
    public Optional<String> notReady() {
        return probe.notAnswering(address() + "/", 200);
    }

    private Path jar() {
        return state.path("demo/portcullis-cli.jar");
    }
}
