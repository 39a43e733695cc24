package io.portcullis.provider.feed;

import org.keycloak.models.KeycloakSession;

/**
 * When a request began, before it read anything. A token holds what Keycloak knew at some moment between that and its
 * {@code iat}, which has whole seconds only; so this, and not {@code iat}, tells whether a token can have missed a change.
 */
final class RequestTime {

    private static final String ATTRIBUTE = "portcullis.feed.began";

    private RequestTime() {
    }

    static void begin(KeycloakSession session, long now) {
        if (session.getAttribute(ATTRIBUTE) == null) {
            session.setAttribute(ATTRIBUTE, now);
        }
    }

    /** Epoch milliseconds, or {@code null} when nothing noted it. */
    static Long of(KeycloakSession session) {
        return session.getAttribute(ATTRIBUTE, Long.class);
    }
}
