package io.portcullis.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The hot code by itself (JMH), with what it allocates. */
@Command(name = "core", mixinStandardHelpOptions = true,
    description = "The hot code by itself (JMH): decision, path, verification, revocation; with allocation rates.")
final class CoreCommand implements Callable<Integer> {

  @Option(names = "--quick", description = "One fork and short iterations.")
  private boolean quick;

  @Option(names = "--json", paramLabel = "FILE", description = "Write JMH's results there.")
  private String json;

  @Parameters(arity = "0..*", paramLabel = "JMH", description = "A pattern of benchmark names and options of JMH, after --.")
  private List<String> more = List.of();

  @Override
  public Integer call() throws Exception {
    List<String> arguments = new ArrayList<>(more);
    arguments.addAll(List.of("-prof", "gc", "-foe", "true"));
    if (quick) {
      arguments.addAll(List.of("-f", "1", "-wi", "2", "-w", "500ms", "-i", "3", "-r", "500ms"));
    }
    if (json != null) {
      arguments.addAll(List.of("-rf", "json", "-rff", json));
    }
    Main.main(arguments.toArray(String[]::new));
    return 0;
  }
}
