package io.portcullis.cli.user;

import picocli.CommandLine.Command;

/** {@code portcullis user}: the users of the realm, their roles and sessions. */
@Command(
        name = "user",
        description = "Users of the realm: create, show, give and take roles, disable, log out.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            CreateUser.class,
            ListUsers.class,
            ShowUser.class,
            GrantRoles.class,
            RevokeRoles.class,
            DisableUser.class,
            EnableUser.class,
            LogoutUser.class,
            SetPassword.class
        })
public final class UserCommand {}
