package io.portcullis.cli.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code portcullis completion}: the script by which a shell completes commands and options. */
@Command(
        name = "completion",
        description = "Print the completion script for bash and zsh.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(portcullis completion)",
            "  portcullis completion --out /etc/bash_completion.d/portcullis"
        })
final class CompletionCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit.")
    private boolean help;

    @Option(names = "--out", paramLabel = "FILE", description = "Write to this file; else to standard output.")
    private Path out;

    @Override
    public Integer call() {
        String script = AutoComplete.bash("portcullis", command.root().commandLine());
        if (out == null) {
            command.commandLine().getOut().println(script);
            command.commandLine().getOut().flush();
            return ExitCode.OK.number();
        }
        try {
            Files.writeString(out, script);
        } catch (IOException e) {
            throw CommandFailure.invalid(out + " cannot be written: " + e.getClass().getSimpleName());
        }
        command.commandLine().getOut().println("wrote the completion script to " + out);
        command.commandLine().getOut().flush();
        return ExitCode.OK.number();
    }
}
