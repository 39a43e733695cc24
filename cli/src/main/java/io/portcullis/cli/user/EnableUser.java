package io.portcullis.cli.user;

import io.portcullis.cli.admin.Connection;
import io.portcullis.cli.admin.ExitCode;
import io.portcullis.cli.admin.RealmCommand;
import io.portcullis.cli.admin.Report;
import org.keycloak.representations.idm.UserRepresentation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code portcullis user enable}: lets a disabled user log in again. */
@Command(
        name = "enable",
        description = "Let a disabled user log in again.",
        footerHeading = "%nExamples:%n",
        footer = {"  portcullis user enable alice"})
final class EnableUser extends RealmCommand {

    @Parameters(paramLabel = "NAME", description = "The name that the user logs in with.")
    private String name;

    @Override
    protected ExitCode run(Connection connection) {
        UserRepresentation user = new Users(connection.realm()).require(name);
        Report report = report().with("user", user.getUsername());
        if (user.isEnabled()) {
            report.already(user.getUsername() + " is enabled");
        } else {
            user.setEnabled(true);
            connection.realm().users().get(user.getId()).update(user);
            report.did("enabled " + user.getUsername());
        }
        report.print();
        return ExitCode.OK;
    }
}
