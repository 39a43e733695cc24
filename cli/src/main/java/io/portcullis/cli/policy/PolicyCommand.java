package io.portcullis.cli.policy;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** {@code portcullis policy}: what a policy file says, and whether it says what was meant. */
@Command(
        name = "policy",
        description = "Check, explain, test, show and compare policy files.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, and nothing found",
            "1:findings: roles or locations that do not agree, failed expectations, differences",
            "2:wrongly called, or a file that is not valid",
            "3, 4, 5:Keycloak cannot be reached, does not accept the credentials, has no such realm (check --realm)"
        },
        subcommands = {
            CheckCommand.class,
            ExplainCommand.class,
            TestCommand.class,
            MatrixCommand.class,
            DiffCommand.class,
            NginxCommand.class,
            HelpCommand.class
        })
public final class PolicyCommand {}
