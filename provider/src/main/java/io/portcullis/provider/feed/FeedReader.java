package io.portcullis.provider.feed;

import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.services.managers.AppAuthManager;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.util.JsonSerialization;

/** Who may read the feed: a service account of the realm that holds the role made for it, at this moment. */
final class FeedReader {

    /** A realm role: only who manages the realm can make or give it. */
    static final String ROLE = "portcullis-feed";

    private final KeycloakSession session;

    FeedReader(KeycloakSession session) {
        this.session = session;
    }

    /** The answer for whoever may not read; {@code null} for who may. */
    Response refusal() {
        RealmModel realm = session.getContext().getRealm();
        AuthenticationManager.AuthResult caller;
        try {
            caller = new AppAuthManager.BearerTokenAuthenticator(session).setRealm(realm).authenticate();
        } catch (NotAuthorizedException e) {
            caller = null;
        }
        if (caller == null) {
            return Response.fromResponse(error(401, "invalid_token", "Send the access token of a service account."))
                    .header("WWW-Authenticate", "Bearer error=\"invalid_token\"").build();
        }
        RoleModel role = realm.getRole(ROLE);
        if (role == null || caller.user().getServiceAccountClientLink() == null || !caller.user().hasRole(role)) {
            return error(403, "insufficient_scope", "Give the realm role " + ROLE + " to the service account of the"
                    + " enforcer's client (Clients > Service accounts roles).");
        }
        return null;
    }

    static Response error(int status, String code, String description) {
        return Response.status(status).type(MediaType.APPLICATION_JSON).header("Cache-Control", "no-store")
                .entity(JsonSerialization.mapper.createObjectNode()
                        .put("error", code).put("error_description", description).toString())
                .build();
    }
}
