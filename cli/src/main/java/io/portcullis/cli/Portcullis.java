package io.portcullis.cli;

import io.portcullis.cli.demo.DemoUpstreamCommand;
import io.portcullis.cli.stack.StackCommands;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;

/** The {@code portcullis} command: every word after it is one of the subcommands. */
@Command(
        name = "portcullis",
        description = "Role-based access in front of Nginx, with Keycloak.",
        mixinStandardHelpOptions = true,
        versionProvider = Portcullis.Version.class,
        subcommands = {HelpCommand.class})
final class Portcullis {

    /**
     * Runs the command and ends the process with its exit code: 0 done, 1 not possible, 2 wrongly called.
     *
     * @param args the words after {@code portcullis}
     */
    public static void main(String... args) {
        System.exit(commandLine().execute(args.length == 0 ? new String[] {"--help"} : args));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Portcullis());
        StackCommands.all().forEach(line::addSubcommand);
        line.addSubcommand(new DemoUpstreamCommand());
        line.setExecutionExceptionHandler((e, failed, result) -> {
            if (e instanceof NotPossible) {
                failed.getErr().println("portcullis: " + e.getMessage());
            } else {
                failed.getErr().println("portcullis: an unexpected error; please report it with these lines:");
                e.printStackTrace(failed.getErr());
            }
            return 1;
        });
        return line;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            Build build = Build.current();
            return new String[] {"portcullis " + build.version() + " (for Keycloak " + build.keycloakVersion() + ")"};
        }
    }
}
