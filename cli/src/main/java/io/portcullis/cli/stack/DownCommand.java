package io.portcullis.cli.stack;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "down",
        description = "Stop the local stack. Users, roles and sessions are kept for the next start.",
        mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {

    @Parameters(paramLabel = "part", description = "Stop only these: keycloak, enforcer, demo, nginx.")
    private String[] parts = {};

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        LocalStack stack = new LocalStack(
                StackSettings.from(System.getenv()), StackCommands.timed(out, System.nanoTime()));
        if (!stack.down(parts)) {
            out.println("Nothing was running.");
        }
        out.flush();
        return 0;
    }
}
