package io.portcullis.cli.user;

import io.portcullis.cli.admin.Connection;
import io.portcullis.cli.admin.Console;
import io.portcullis.cli.admin.ExitCode;
import io.portcullis.cli.admin.RealmCommand;
import jakarta.ws.rs.WebApplicationException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.idm.UserSessionRepresentation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code portcullis user show}: what a user is and has, and through what. */
@Command(
        name = "show",
        description = "Show a user: roles and where they come from, sessions, what stands in the way of a login.",
        footerHeading = "%nExamples:%n",
        footer = {"  portcullis user show alice", "  portcullis user show alice --json | jq .roles"})
final class ShowUser extends RealmCommand {

    @Parameters(paramLabel = "NAME", description = "The name that the user logs in with.")
    private String name;

    @Override
    protected ExitCode run(Connection connection) {
        UserRepresentation user = new Users(connection.realm()).require(name);
        UserResource resource = connection.realm().users().get(user.getId());
        List<EffectiveRole> roles = connection.progress().during("reading the roles",
                () -> EffectiveRole.of(connection.realm(), resource));
        List<UserSessionRepresentation> sessions = resource.getUserSessions();
        boolean hasPassword = resource.credentials().stream()
                .anyMatch(credential -> CredentialRepresentation.PASSWORD.equals(credential.getType()));
        boolean lockedOut = lockedOut(connection, user);
        Console console = console();

        Map<String, Object> answer = Users.summary(user);
        answer.put("roles", roles.stream().map(EffectiveRole::name).toList());
        answer.put("rolesFrom", roles);
        answer.put("sessions", sessions.stream().map(ShowUser::session).toList());
        answer.put("hasPassword", hasPassword);
        answer.put("requiredActions", user.getRequiredActions());
        answer.put("lockedOut", lockedOut);
        console.answer(answer);

        console.say(user.getUsername() + (user.isEnabled() ? "" : "  (disabled)"));
        console.say("  id        " + user.getId());
        console.say("  e-mail    " + (user.getEmail() == null ? "none" : user.getEmail()));
        console.say("  roles     " + (roles.isEmpty() ? "none" : ""));
        roles.forEach(role -> console.say("    " + role.name() + "  (" + role.from() + ")"));
        console.say("  sessions  " + (sessions.isEmpty() ? "none" : ""));
        sessions.forEach(each -> console.say("    since " + Instant.ofEpochMilli(each.getStart()) + " from "
                + each.getIpAddress() + " at " + String.join(", ", each.getClients().values())));
        if (!hasPassword) {
            console.say("  There is no password: portcullis user password " + user.getUsername() + " --generate");
        }
        if (lockedOut) {
            console.say("  Locked out for a while after too many failed logins.");
        }
        if (user.getRequiredActions() != null && !user.getRequiredActions().isEmpty()) {
            console.say("  At the next login Keycloak asks for: " + String.join(", ", user.getRequiredActions()));
        }
        return ExitCode.OK;
    }

    private static boolean lockedOut(Connection connection, UserRepresentation user) {
        try {
            return Boolean.TRUE.equals(
                    connection.realm().attackDetection().bruteForceUserStatus(user.getId()).get("disabled"));
        } catch (WebApplicationException e) {
            return false;
        }
    }

    private static Map<String, Object> session(UserSessionRepresentation session) {
        return Map.of(
                "id", session.getId(),
                "start", Instant.ofEpochMilli(session.getStart()).toString(),
                "lastAccess", Instant.ofEpochMilli(session.getLastAccess()).toString(),
                "address", String.valueOf(session.getIpAddress()),
                "clients", List.copyOf(session.getClients().values()));
    }
}
