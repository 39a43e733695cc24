package io.portcullis.cli.user;

import io.portcullis.cli.admin.Connection;
import io.portcullis.cli.admin.ExitCode;
import io.portcullis.cli.admin.RealmCommand;
import io.portcullis.cli.admin.Report;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.UserRepresentation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code portcullis user logout}: ends a user's sessions everywhere. */
@Command(
        name = "logout",
        description = "End all sessions of a user; the user may log in again.",
        footerHeading = "%nExamples:%n",
        footer = {"  portcullis user logout alice"})
final class LogoutUser extends RealmCommand {

    @Parameters(paramLabel = "NAME", description = "The name that the user logs in with.")
    private String name;

    @Override
    protected ExitCode run(Connection connection) {
        UserRepresentation user = new Users(connection.realm()).require(name);
        UserResource resource = connection.realm().users().get(user.getId());
        int sessions = resource.getUserSessions().size();
        // Also without sessions that Keycloak lists: it refuses all earlier tokens of the user from now on.
        resource.logout();
        Report report = report().with("user", user.getUsername()).with("endedSessions", sessions);
        if (sessions > 0) {
            report.did("ended " + (sessions == 1 ? "one session" : sessions + " sessions") + " of " + user.getUsername());
        } else {
            report.already(user.getUsername() + " has no session");
        }
        report.print();
        return ExitCode.OK;
    }
}
