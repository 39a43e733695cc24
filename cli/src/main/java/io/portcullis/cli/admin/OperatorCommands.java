package io.portcullis.cli.admin;

import io.portcullis.cli.doctor.DoctorCommand;
import io.portcullis.cli.key.KeyCommand;
import io.portcullis.cli.realm.RealmCommands;
import io.portcullis.cli.role.RoleCommand;
import io.portcullis.cli.token.TokenCommand;
import io.portcullis.cli.user.UserCommand;
import java.util.List;

/** The commands that an operator has for a running installation. */
public final class OperatorCommands {

    private OperatorCommands() {}

    /**
     * All of them.
     *
     * @return the subcommands of {@code portcullis}, in the order that the help shows
     */
    public static List<Object> all() {
        return List.of(
                new UserCommand(), new RoleCommand(), new KeyCommand(), new TokenCommand(), new RealmCommands(),
                new DoctorCommand(), new CompletionCommand());
    }
}
