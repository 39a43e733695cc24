package io.portcullis.bench;

import io.portcullis.bench.gate.GateCommand;
import io.portcullis.bench.gate.RefreshCommand;
import io.portcullis.bench.gate.SoakCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmarks by their names; each brings up all that it measures, and ends it. */
@Command(name = "bench", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
    description = "Measures what the gate costs.", subcommands = {GateCommand.class, CoreCommand.class, RefreshCommand.class, SoakCommand.class})
public final class Bench implements Runnable {

  private Bench() {}

  /** Runs one benchmark. */
  public static void main(String... args) {
    System.exit(new CommandLine(new Bench()).setExecutionExceptionHandler((failure, line, parsed) -> {
      if (!(failure instanceof BenchFailure)) {
        throw failure;
      }
      line.getErr().println("portcullis bench: " + failure.getMessage());
      return 1;
    }).execute(args));
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }
}
