package io.portcullis.cli.admin;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command answers: lines for a person, or JSON for a program. A {@link Mixin} of every command. */
public final class OutputOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit.")
    private boolean help;

    @Option(names = "--json", description = "Answer in JSON, for programs.")
    private boolean json;

    /**
     * Whether a program reads the answer.
     *
     * @return whether {@code --json} was given
     */
    public boolean json() {
        return json;
    }

    /**
     * An answer to fill and print.
     *
     * @return an empty report
     */
    public Report report() {
        return new Report(console());
    }

    /**
     * Where the command speaks.
     *
     * @return the console of this command
     */
    public Console console() {
        return new Console(command.commandLine().getOut(), command.commandLine().getErr(), json,
                Console.colourOf(command.commandLine()));
    }
}
