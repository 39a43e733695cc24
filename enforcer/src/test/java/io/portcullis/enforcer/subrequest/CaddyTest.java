package io.portcullis.enforcer.subrequest;

import java.nio.file.Path;
import java.util.Map;

/** A real Caddy, where Caddy is installed. */
final class CaddyTest extends RealFrontDoor {

  private static final Path EXAMPLE = Path.of("../deploy/front-doors/Caddyfile").toAbsolutePath();

  @Override
  String program() {
    return "caddy";
  }

  @Override
  String remedy() {
    return "apt-get install caddy";
  }

  @Override
  ProcessBuilder configured(Path program, Path home, int port, int enforcer, int application) {
    ProcessBuilder caddy = new ProcessBuilder(program.toString(), "run", "--config", EXAMPLE.toString(),
        "--adapter", "caddyfile");
    caddy.environment().putAll(Map.of("SITE", "http://:" + port, "HOME", home.toString(),
        "ENFORCER", "127.0.0.1:" + enforcer, "APPLICATION", "127.0.0.1:" + application));
    return caddy;
  }
}
