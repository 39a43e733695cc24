package io.portcullis.provider;

import java.security.SecureRandom;
import java.util.Base64;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The linkage id of a login: one per user session, the same for every client that the session signs in to. */
final class LoginId {

    /** User-session note; survives refreshes, offline sessions and restarts. */
    static final String NOTE = "portcullis.login_id";

    private static final int BYTES = 16;

    private LoginId() {
    }

    /** Gives the login an id unless it continues a session that has one (single sign-on). */
    static void ensure(KeycloakSession session, AuthenticationSessionModel authentication) {
        UserSessionModel existing = new AuthenticationSessionManager(session).getUserSession(authentication);
        if (existing == null || existing.getNote(NOTE) == null) {
            byte[] id = new byte[BYTES];
            new SecureRandom().nextBytes(id);
            authentication.setUserSessionNote(NOTE, Base64.getUrlEncoder().withoutPadding().encodeToString(id));
        }
    }
}
