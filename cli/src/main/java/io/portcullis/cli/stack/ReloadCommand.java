package io.portcullis.cli.stack;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "reload",
        description = "Have the local stack's nginx take up changed files under nginx/. (policy.json needs no word: "
                + "the enforcer sees the change by itself.)",
        mixinStandardHelpOptions = true)
final class ReloadCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        new LocalStack(StackSettings.from(System.getenv()), StackCommands.timed(out, System.nanoTime())).reload();
        out.println("nginx has taken up the configuration.");
        out.flush();
        return 0;
    }
}
