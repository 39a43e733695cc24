package io.portcullis.cli.user;

import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.Connection;
import io.portcullis.cli.admin.Console;
import io.portcullis.cli.admin.ExitCode;
import io.portcullis.cli.admin.Pages;
import io.portcullis.cli.admin.RealmCommand;
import io.portcullis.cli.admin.RoleGraph;
import io.portcullis.cli.admin.RoleHolders;
import io.portcullis.cli.admin.Roles;
import io.portcullis.cli.admin.Table;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.keycloak.representations.idm.UserRepresentation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code portcullis user list}: the users, or those who have a role in whatever way. */
@Command(
        name = "list",
        description = "List the users: all, those whose name or e-mail contains a text, or those who have a role "
                + "(directly, through another role, or through a group).",
        footerHeading = "%nExamples:%n",
        footer = {
            "  portcullis user list",
            "  portcullis user list --role moderator",
            "  portcullis user list --search example.com --json"
        })
final class ListUsers extends RealmCommand {

    @Option(names = "--role", paramLabel = "ROLE", description = "Only those who have this role.")
    private String role;

    @Option(names = "--search", paramLabel = "TEXT", description = "Only those whose name or e-mail contains this.")
    private String search;

    @Option(names = "--max", paramLabel = "N", defaultValue = "1000", description = "No more than so many (${DEFAULT-VALUE}).")
    private int max;

    @Override
    protected void prepare() {
        if (max < 1) {
            throw CommandFailure.invalid("--max must be 1 or more");
        }
    }

    @Override
    protected ExitCode run(Connection connection) {
        List<UserRepresentation> found = connection.progress().during("reading the users", () -> users(connection));
        boolean cut = found.size() > max;
        List<UserRepresentation> shown = found.stream().limit(max).sorted(Users.byName()).toList();
        Console console = console();
        console.answer(Map.of("users", shown.stream().map(Users::summary).toList(), "complete", !cut));
        if (shown.isEmpty()) {
            console.say("no user" + (role == null ? "" : " has the role " + role));
        } else {
            Table table = new Table("NAME", "E-MAIL", "ENABLED");
            shown.forEach(user ->
                    table.row(user.getUsername(), user.getEmail(), user.isEnabled() ? "yes" : "no"));
            table.print(console);
        }
        if (cut) {
            console.remark("note: there are more; --max shows more, --search fewer");
        }
        return ExitCode.OK;
    }

    private List<UserRepresentation> users(Connection connection) {
        if (role == null) {
            return Pages.all((first, size) -> connection.realm().users().search(search, first, size, true), max + 1);
        }
        Roles.Found found = new Roles(connection.realm()).require(List.of(role)).get(0);
        RoleGraph graph = new RoleGraph(connection.realm());
        return new RoleHolders(connection.realm(), graph)
                .of(found.representation().getId(), search == null ? max + 1 : Integer.MAX_VALUE)
                .values()
                .stream()
                .filter(this::matches)
                .toList();
    }

    private boolean matches(UserRepresentation user) {
        return search == null
                || contains(user.getUsername())
                || contains(user.getEmail())
                || contains(user.getFirstName())
                || contains(user.getLastName());
    }

    private boolean contains(String text) {
        return text != null && text.toLowerCase(Locale.ROOT).contains(search.toLowerCase(Locale.ROOT));
    }
}
