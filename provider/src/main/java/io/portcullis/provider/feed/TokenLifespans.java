package io.portcullis.provider.feed;

import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;

/**
 * How long access tokens of a realm live, in seconds.
 *
 * @param usual   the realm's setting
 * @param longest the longest that any client's tokens live: what a change concerns is gone after that
 */
record TokenLifespans(long usual, long longest) {

    static TokenLifespans of(RealmModel realm) {
        long session = Math.max(realm.getSsoSessionMaxLifespan(), realm.getSsoSessionMaxLifespanRememberMe());
        long usual = realm.getAccessTokenLifespan();
        long longest = realm.getClientsStream()
                .map(client -> client.getAttribute(OIDCConfigAttributes.ACCESS_TOKEN_LIFESPAN))
                .filter(own -> own != null && !own.isBlank())
                .mapToLong(own -> seconds(own, session))
                .reduce(Math.max(usual, realm.getAccessTokenLifespanForImplicitFlow()), Math::max);
        return new TokenLifespans(usual, longest);
    }

    /** -1: the token lives as long as the session does. */
    private static long seconds(String own, long session) {
        try {
            long set = Long.parseLong(own.strip());
            return set < 0 ? session : set;
        } catch (NumberFormatException e) {
            return session;
        }
    }
}
