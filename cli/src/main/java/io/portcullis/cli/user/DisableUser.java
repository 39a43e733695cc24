package io.portcullis.cli.user;

import io.portcullis.cli.admin.Connection;
import io.portcullis.cli.admin.ExitCode;
import io.portcullis.cli.admin.RealmCommand;
import io.portcullis.cli.admin.Report;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.UserRepresentation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code portcullis user disable}: shuts a user out at once. */
@Command(
        name = "disable",
        description = "Shut a user out: no login any more, and every session ends.",
        footerHeading = "%nExamples:%n",
        footer = {"  portcullis user disable alice"})
final class DisableUser extends RealmCommand {

    @Parameters(paramLabel = "NAME", description = "The name that the user logs in with.")
    private String name;

    @Override
    protected ExitCode run(Connection connection) {
        UserRepresentation user = new Users(connection.realm()).require(name);
        UserResource resource = connection.realm().users().get(user.getId());
        Report report = report().with("user", user.getUsername());
        if (user.isEnabled()) {
            user.setEnabled(false);
            resource.update(user);
            report.did("disabled " + user.getUsername());
        } else {
            report.already(user.getUsername() + " is disabled");
        }
        int sessions = resource.getUserSessions().size();
        if (sessions > 0) {
            resource.logout();
            report.did("ended " + (sessions == 1 ? "one session" : sessions + " sessions"));
        }
        report.with("endedSessions", sessions).print();
        return ExitCode.OK;
    }
}
