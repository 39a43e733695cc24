package io.portcullis.enforcer.subrequest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real Traefik, where Traefik is installed. */
final class TraefikTest extends RealFrontDoor {

  private static final Path EXAMPLE = Path.of("../deploy/front-doors/traefik.yaml");

  @Override
  String program() {
    return "traefik";
  }

  @Override
  String remedy() {
    return "https://doc.traefik.io/traefik/getting-started/install-traefik/";
  }

  @Override
  ProcessBuilder configured(Path program, Path home, int port, int enforcer, int application) throws IOException {
    String text = Files.readString(EXAMPLE).replace("http://enforcer:9090", "http://127.0.0.1:" + enforcer)
        .replace("http://application:8080", "http://127.0.0.1:" + application);
    Path configuration = Files.writeString(home.resolve("dynamic.yaml"), text);
    return new ProcessBuilder(program.toString(), "--entrypoints.web.address=127.0.0.1:" + port,
        "--providers.file.filename=" + configuration, "--global.checknewversion=false",
        "--global.sendanonymoususage=false");
  }
}
