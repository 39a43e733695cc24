package io.portcullis.cli.user;

import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.Connection;
import io.portcullis.cli.admin.ExitCode;
import io.portcullis.cli.admin.KeycloakError;
import io.portcullis.cli.admin.RealmCommand;
import io.portcullis.cli.admin.Report;
import jakarta.ws.rs.BadRequestException;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.UserRepresentation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code portcullis user password}: a new password, and an end to the sessions of the old one. */
@Command(
        name = "password",
        description = "Set a user's password and end the sessions that the old one began; or send an invitation to choose one.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  portcullis user password alice --generate",
            "  portcullis user password alice --password-stdin < password.txt",
            "  portcullis user password alice --invite"
        })
final class SetPassword extends RealmCommand {

    @Parameters(paramLabel = "NAME", description = "The name that the user logs in with.")
    private String name;

    @Mixin
    private NewPassword password;

    @Override
    protected void prepare() {
        if (!password.isGiven()) {
            throw CommandFailure.invalid(
                    "say how: --password-prompt, --password-stdin, --generate or --invite");
        }
    }

    @Override
    protected ExitCode run(Connection connection) {
        UserRepresentation user = new Users(connection.realm()).require(name);
        UserResource resource = connection.realm().users().get(user.getId());
        Report report = report().with("user", user.getUsername());
        if (password.isInvitation()) {
            if (user.getEmail() == null) {
                throw CommandFailure.invalid(user.getUsername() + " has no e-mail address to send an invitation to");
            }
            Invitation.send(resource);
            report.did("sent an invitation to " + user.getUsername());
        } else {
            try {
                resource.resetPassword(password.credential().orElseThrow());
            } catch (BadRequestException e) {
                throw CommandFailure.invalid("Keycloak refuses the password: " + KeycloakError.of(e.getResponse()));
            }
            resource.logout();
            report.did("set the password of " + user.getUsername() + " and ended the sessions of before");
            password.tell(report);
        }
        report.print();
        return ExitCode.OK;
    }
}
