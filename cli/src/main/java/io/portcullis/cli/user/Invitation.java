package io.portcullis.cli.user;

import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.KeycloakError;
import jakarta.ws.rs.WebApplicationException;
import java.util.List;
import org.keycloak.admin.client.resource.UserResource;

/** An e-mail by which a new user verifies the address and chooses a password. */
final class Invitation {

    private Invitation() {}

    static void send(UserResource user) {
        try {
            user.executeActionsEmail(List.of("VERIFY_EMAIL", "UPDATE_PASSWORD"));
        } catch (WebApplicationException e) {
            throw CommandFailure.failed("Keycloak could not send the invitation ("
                    + KeycloakError.of(e.getResponse()) + "); set up the realm's e-mail in the console under"
                    + " Realm settings > Email, or use --generate");
        }
    }
}
