package io.portcullis.bench.gate;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench gate}: the gate beside nginx without it. */
@Command(name = "gate", mixinStandardHelpOptions = true,
    description = {"The gate beside nginx without it, through one nginx worker each.",
        "(i) no check, (ii) a check that nginx answers, (iii) a check by another nginx: the floor of any service,",
        "(iv) the gate by TCP, (v) the gate by a Unix socket. All in turn, several rounds."})
public final class GateCommand implements Callable<Integer> {

  @Option(names = "--quick", description = "Fewer and shorter rounds, at most 10,000 tokens: under 3 minutes.")
  private boolean quick;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the results there.")
  private Path json;

  @Option(names = "--report", paramLabel = "DOCUMENT", description = "Write tables and charts into this Markdown file.")
  private Path report;

  @Option(names = "--peer", paramLabel = "COMMAND",
      description = "Another service to measure beside ours: started by the shell, asked like the floor.")
  private String peer;

  @Option(names = "--peer-port", paramLabel = "PORT", description = "Where it listens on this machine.")
  private int peerPort;

  @Option(names = "--peer-path", paramLabel = "PATH", defaultValue = "/oauth2/auth",
      description = "Where it answers checks (default: ${DEFAULT-VALUE}).")
  private String peerPath;

  @Option(names = "--only", paramLabel = "PART", hidden = true)
  private String only = "";

  @Override
  public Integer call() {
    Peer beside = peer == null ? null : new Peer(peer, peerPort, peerPath);
    Results results;
    try (Folder folder = Folder.fresh(); Comparison comparison = new Comparison(Folder.checkout(), folder, quick, beside)) {
      results = comparison.run(only);
    }
    System.out.println(results.text());
    if (json != null) {
      results.write(json);
    }
    if (report != null) {
      results.report(report);
    }
    return 0;
  }

  /** A service that is measured beside ours. */
  record Peer(String command, int port, String path) {}
}
