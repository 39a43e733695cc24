package io.portcullis.cli.role;

import picocli.CommandLine.Command;

/** {@code portcullis role}: the roles that the policy names, in the realm. */
@Command(
        name = "role",
        description = "The roles that the policy names, in the realm.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {SyncRoles.class})
public final class RoleCommand {}
