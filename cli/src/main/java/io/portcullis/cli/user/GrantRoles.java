package io.portcullis.cli.user;

import io.portcullis.cli.admin.Connection;
import io.portcullis.cli.admin.ExitCode;
import io.portcullis.cli.admin.RealmCommand;
import io.portcullis.cli.admin.Report;
import io.portcullis.cli.admin.Roles;
import java.util.List;
import org.keycloak.admin.client.resource.RoleMappingResource;
import org.keycloak.representations.idm.UserRepresentation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code portcullis user grant}: gives roles. */
@Command(
        name = "grant",
        description = "Give a user roles. The gate follows within a second where the change feed is connected, and "
                + "within the lifetime of an access token where it is not.",
        footerHeading = "%nExamples:%n",
        footer = {"  portcullis user grant alice moderator", "  portcullis user grant alice moderator orders-api:editor"})
final class GrantRoles extends RealmCommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "The name that the user logs in with.")
    private String name;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "ROLE", description = "The roles.")
    private List<String> roles;

    @Override
    protected ExitCode run(Connection connection) {
        UserRepresentation user = new Users(connection.realm()).require(name);
        List<Roles.Found> asked = new Roles(connection.realm()).require(roles);
        RoleMappingResource mapping = connection.realm().users().get(user.getId()).roles();
        Report report = report().with("user", user.getUsername());
        for (Roles.Found role : asked) {
            Roles.MappingPart part = Roles.part(mapping, role);
            if (part.has(role)) {
                report.already(user.getUsername() + " has the role " + role.name());
            } else {
                part.give().accept(List.of(role.representation()));
                report.did("gave " + user.getUsername() + " the role " + role.name());
            }
        }
        report.print();
        return ExitCode.OK;
    }
}
