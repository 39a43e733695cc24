package io.portcullis.bench;

import io.portcullis.bench.gate.GateCommand;
import io.portcullis.bench.gate.RefreshCommand;
import io.portcullis.bench.gate.SoakCommand;
import org.openjdk.jmh.Main;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmarks by their names; each brings up all that it measures, and ends it. */
@Command(name = "bench", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
    description = "Measures what the gate costs.", subcommands = {GateCommand.class, CoreCommand.class, RefreshCommand.class, SoakCommand.class})
public final class Bench implements Runnable {

  private Bench() {}

  /** Runs one benchmark; words that name none, such as {@code PolicyDecision -prof gc}, are JMH's own. */
  public static void main(String... args) throws Exception {
    CommandLine bench = new CommandLine(new Bench()).setExecutionExceptionHandler((failure, line, parsed) -> {
      if (!(failure instanceof BenchFailure)) {
        throw failure;
      }
      line.getErr().println("portcullis bench: " + failure.getMessage());
      return 1;
    });
    if (args.length > 0 && !args[0].startsWith("-") && !bench.getSubcommands().containsKey(args[0])) {
      Main.main(args);
      return;
    }
    System.exit(bench.execute(args));
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }
}
