package io.portcullis.cli.token;

import picocli.CommandLine.Command;

/** {@code portcullis token}: look into tokens, and get one for scripts. */
@Command(
        name = "token",
        description = "Look into a token and say what the gate makes of it; get a token for scripts.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {InspectToken.class, LoginForToken.class})
public final class TokenCommand {}
