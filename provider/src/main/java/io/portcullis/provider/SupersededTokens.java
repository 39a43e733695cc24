package io.portcullis.provider;

import java.time.Duration;
import java.time.Instant;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RevokedTokenProvider;
import org.keycloak.protocol.oidc.OIDCConfigAttributes;

/**
 * Access tokens whose pair was rotated: they count as revoked once the grace time is over.
 *
 * <p>Two entries are written at once and nothing is scheduled. The first, durable, says "superseded"; the second,
 * which expires by itself after the grace time, shields requests that are already on their way. Whatever loses the
 * shield (a restart, say) makes the token revoked sooner, never later.
 */
final class SupersededTokens {

    private static final String SUPERSEDED = "portcullis.superseded:";
    private static final String SHIELD = "portcullis.shield:";
    private static final String OWN = "portcullis.";

    private final KeycloakSession session;
    private final RevokedTokenProvider store;

    SupersededTokens(KeycloakSession session) {
        this(session, session.revokedTokens());
    }

    SupersededTokens(KeycloakSession session, RevokedTokenProvider store) {
        this.session = session;
        this.store = store;
    }

    /**
     * Marks an access token of which the id and the time of issue are known. It costs nothing when the token has
     * expired already, which is the usual time for a refresh.
     */
    void supersede(String accessTokenId, long issuedAt, ClientModel client, Duration grace, Instant now) {
        long remaining = issuedAt + longestLife(client) - now.getEpochSecond();
        if (remaining <= grace.toSeconds()) {
            return;
        }
        if (!grace.isZero()) {
            session.singleUseObjects().putIfAbsent(SHIELD + accessTokenId, grace.toSeconds());
        }
        store.put(SUPERSEDED + accessTokenId, remaining);
    }

    boolean isSuperseded(String accessTokenId) {
        return store.contains(SUPERSEDED + accessTokenId);
    }

    /** True when the token was superseded and the time for requests on their way is over. */
    boolean isRevoked(String accessTokenId) {
        return !accessTokenId.startsWith(OWN) && isSuperseded(accessTokenId)
                && !session.singleUseObjects().contains(SHIELD + accessTokenId);
    }

    /** Seconds; an upper bound, since the token itself is not at hand. */
    private static long longestLife(ClientModel client) {
        RealmModel realm = client.getRealm();
        String ofClient = client.getAttribute(OIDCConfigAttributes.ACCESS_TOKEN_LIFESPAN);
        long life = realm.getAccessTokenLifespan();
        if (ofClient != null && !ofClient.isBlank()) {
            long set = Long.parseLong(ofClient.strip());
            life = set < 0 ? set : Math.max(life, set);
        }
        // -1: the token lives as long as the session does.
        return life >= 0 ? life
                : Math.max(realm.getSsoSessionMaxLifespan(), realm.getSsoSessionMaxLifespanRememberMe());
    }
}
