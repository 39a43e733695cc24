package io.portcullis.cli.user;

import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.Connection;
import io.portcullis.cli.admin.ExitCode;
import io.portcullis.cli.admin.KeycloakError;
import io.portcullis.cli.admin.RealmCommand;
import io.portcullis.cli.admin.Report;
import io.portcullis.cli.admin.Roles;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.keycloak.admin.client.CreatedResponseUtil;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.UserRepresentation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portcullis user create}: a user with roles and a way to log in, whole or not at all. */
@Command(
        name = "create",
        description = {
            "Create a user, with roles and a password.",
            "Run again with the same words, it finds that all is done; a user of that name who is not as asked is a "
                    + "conflict, and is left alone."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  portcullis user create alice --email alice@example.com --role moderator --generate",
            "  portcullis user create bob --role user --password-stdin < password.txt",
            "  portcullis user create carol --email carol@example.com --role orders-api:editor --invite",
            "  The first administrator of a fresh installation:",
            "  portcullis user create ada --email ada@example.com --role admin --administrator --generate"
        })
final class CreateUser extends RealmCommand {

    @Parameters(paramLabel = "NAME", description = "The name to log in with.")
    private String name;

    @Option(names = "--email", paramLabel = "ADDRESS", description = "The e-mail address, taken as verified.")
    private String email;

    @Option(names = "--first-name", paramLabel = "NAME", description = "The first name.")
    private String firstName;

    @Option(names = "--last-name", paramLabel = "NAME", description = "The last name.")
    private String lastName;

    @Option(names = "--role", paramLabel = "ROLE", split = ",",
            description = "A role to give: such as moderator, or orders-api:editor. Repeatable.")
    private List<String> roles = new ArrayList<>();

    @Option(names = "--administrator",
            description = "May also administer the realm in Keycloak's admin console (realm-management:realm-admin).")
    private boolean administrator;

    @Mixin
    private NewPassword password;

    @Override
    protected void prepare() {
        Users.checked(name);
        if (password.isInvitation() && email == null) {
            throw CommandFailure.invalid("--invite sends an e-mail: give the address with --email");
        }
        if (email != null && !email.matches("[^@\\s]+@[^@\\s]+")) {
            throw CommandFailure.invalid("--email: \"" + email + "\" is not an e-mail address");
        }
    }

    @Override
    protected ExitCode run(Connection connection) {
        RealmResource realm = connection.realm();
        Set<String> asked = new LinkedHashSet<>(roles);
        if (administrator) {
            asked.add(connection.realmName().equals("master") ? "admin" : "realm-management:realm-admin");
        }
        List<Roles.Found> given = new Roles(realm).require(asked);
        Report report = report().with("user", name.strip().toLowerCase(java.util.Locale.ROOT));
        Optional<UserRepresentation> existing = new Users(realm).find(name);
        if (existing.isPresent()) {
            requireAsAsked(existing.get(), realm, given);
            report.already("the user " + existing.get().getUsername() + " is there as asked")
                    .with("id", existing.get().getId());
            if (password.isGiven()) {
                report.note("the password stays as it is; to set a new one: portcullis user password " + name.strip());
            }
        } else {
            String id = create(realm);
            finish(realm.users().get(id), given);
            report.did("created the user " + name.strip()
                            + (given.isEmpty() ? "" : " with " + names(given)))
                    .with("id", id);
            password.tell(report);
            remarks(realm, report);
        }
        report.with("roles", given.stream().map(Roles.Found::name).toList()).print();
        return ExitCode.OK;
    }

    private void requireAsAsked(UserRepresentation user, RealmResource realm, List<Roles.Found> given) {
        List<String> differences = new ArrayList<>();
        differ(differences, "e-mail address", user.getEmail(), email == null ? null : email.toLowerCase(java.util.Locale.ROOT));
        differ(differences, "first name", user.getFirstName(), firstName);
        differ(differences, "last name", user.getLastName(), lastName);
        for (Roles.Found role : given) {
            if (!Roles.part(realm.users().get(user.getId()).roles(), role).has(role)) {
                differences.add("has not the role " + role.name());
            }
        }
        if (!differences.isEmpty()) {
            throw CommandFailure.conflict("the name " + user.getUsername() + " is taken by a user who is not as asked ("
                    + String.join("; ", differences) + "); choose another name, or change that user with"
                    + " `portcullis user grant` or in the console");
        }
    }

    private static void differ(List<String> differences, String what, String found, String asked) {
        String there = found == null || found.isBlank() ? null : found;
        if (!Objects.equals(there, asked)) {
            differences.add("has " + (there == null ? "no " : asked == null ? "already the " : "another ") + what);
        }
    }

    private String create(RealmResource realm) {
        UserRepresentation user = new UserRepresentation();
        user.setUsername(name.strip());
        user.setEmail(email);
        user.setEmailVerified(email != null && !password.isInvitation());
        user.setFirstName(firstName);
        user.setLastName(lastName);
        user.setEnabled(true);
        password.credential().ifPresent(credential -> user.setCredentials(List.of(credential)));
        try (Response answer = realm.users().create(user)) {
            if (answer.getStatus() == 409) {
                throw CommandFailure.conflict("Keycloak has a user with that name or e-mail address already: "
                        + KeycloakError.of(answer));
            }
            if (answer.getStatus() == 400) {
                throw CommandFailure.invalid("Keycloak refuses the user: " + KeycloakError.of(answer));
            }
            return CreatedResponseUtil.getCreatedId(answer);
        }
    }

    /** What a new user needs besides; when it fails, the user is taken away again, so that nothing is half-done. */
    private void finish(UserResource user, List<Roles.Found> given) {
        try {
            given.forEach(role -> Roles.part(user.roles(), role).give().accept(List.of(role.representation())));
            if (password.isInvitation()) {
                Invitation.send(user);
            }
        } catch (RuntimeException e) {
            try {
                user.remove();
            } catch (RuntimeException whileUndoing) {
                e.addSuppressed(whileUndoing);
                throw CommandFailure.failed("the user " + name.strip() + " was created and could neither be finished nor"
                        + " removed again; remove it in Keycloak's console, and try again");
            }
            throw e;
        }
    }

    private void remarks(RealmResource realm, Report report) {
        if (!password.isGiven()) {
            report.note("there is no password yet; set one with: portcullis user password " + name.strip()
                    + " --generate");
        }
        List<String> missing = ProfileDemands.of(realm).missing(email, firstName, lastName);
        if (!missing.isEmpty()) {
            report.note("the realm wants every user's " + String.join(", ", missing) + ": Keycloak asks for it at the"
                    + " first login in the browser, and refuses logins by script until then");
        }
    }

    private static String names(List<Roles.Found> roles) {
        List<String> names = roles.stream().map(Roles.Found::name).toList();
        return (names.size() == 1 ? "the role " : "the roles ") + String.join(", ", names);
    }
}
