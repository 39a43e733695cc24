package io.portcullis.cli.realm;

import picocli.CommandLine.Command;

/** {@code portcullis realm}: export and import of what Portcullis needs of a realm. */
@Command(
        name = "realm",
        description = "Make an existing realm a Portcullis realm, or take what is Portcullis' out of one.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ImportRealm.class, ExportRealm.class})
public final class RealmCommands {}
