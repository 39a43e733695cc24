package io.portcullis.cli.user;

import io.portcullis.cli.admin.Connection;
import io.portcullis.cli.admin.ExitCode;
import io.portcullis.cli.admin.RealmCommand;
import io.portcullis.cli.admin.Report;
import io.portcullis.cli.admin.Roles;
import java.util.List;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.UserRepresentation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code portcullis user revoke}: takes roles. */
@Command(
        name = "revoke",
        description = "Take roles from a user. What comes through a group or another role stays, and is named.",
        footerHeading = "%nExamples:%n",
        footer = {"  portcullis user revoke alice moderator"})
final class RevokeRoles extends RealmCommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "The name that the user logs in with.")
    private String name;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "ROLE", description = "The roles.")
    private List<String> roles;

    @Override
    protected ExitCode run(Connection connection) {
        UserRepresentation user = new Users(connection.realm()).require(name);
        List<Roles.Found> asked = new Roles(connection.realm()).require(roles);
        UserResource resource = connection.realm().users().get(user.getId());
        Report report = report().with("user", user.getUsername());
        for (Roles.Found role : asked) {
            Roles.MappingPart part = Roles.part(resource.roles(), role);
            if (part.has(role)) {
                part.take().accept(List.of(role.representation()));
                report.did("took the role " + role.name() + " from " + user.getUsername());
            } else {
                report.already(user.getUsername() + " is not given the role " + role.name() + " directly");
            }
        }
        List<EffectiveRole> left = connection.progress().during("reading the roles that are left",
                () -> EffectiveRole.of(connection.realm(), resource));
        List<String> names = asked.stream().map(Roles.Found::name).toList();
        left.stream()
                .filter(role -> names.contains(role.name()))
                .forEach(role -> report.note(user.getUsername() + " still has " + role.name() + ", " + role.from()));
        report.print();
        return left.stream().anyMatch(role -> names.contains(role.name())) ? ExitCode.FINDINGS : ExitCode.OK;
    }
}
