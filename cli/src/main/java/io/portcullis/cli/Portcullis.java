package io.portcullis.cli;

import io.portcullis.cli.admin.Faults;
import io.portcullis.cli.admin.OperatorCommands;
import io.portcullis.cli.demo.DemoUpstreamCommand;
import io.portcullis.cli.policy.PolicyCommand;
import io.portcullis.cli.secrets.SecretsCommand;
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
     * Runs the command and ends the process with its exit code ({@link io.portcullis.cli.admin.ExitCode}).
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
        line.addSubcommand(new PolicyCommand());
        line.addSubcommand(new SecretsCommand());
        OperatorCommands.all().forEach(line::addSubcommand);
        Faults faults = new Faults();
        line.setExecutionExceptionHandler(faults);
        line.setParameterExceptionHandler(faults);
        line.setUsageHelpWidth(110).setUsageHelpAutoWidth(true);
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
