package io.portcullis.provider;

import java.time.Duration;
import java.util.EnumSet;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.encode.AccessTokenContext.SessionType;
import org.keycloak.protocol.oidc.encode.TokenContextEncoderProvider;

/**
 * Remembers that somebody revoked an access token, for as long as a refresh token linked to it could be presented.
 *
 * <p>Keycloak's own entry (RFC 7009) lives only until the access token expires: a refresh refused at first would be
 * accepted minutes later. The entries here live in the same store, which every node shares and which survives a
 * restart, but under a name of their own, apart from access tokens that were merely superseded by a rotation: a reuse
 * of a spent refresh token must reach Keycloak's theft detection and not end early as "revoked".
 */
final class AccessTokenRevocation {

    private static final String PREFIX = "portcullis.revoked:";
    /** For offline sessions without a maximum. Nothing that is refused that long ago will be asked for again. */
    private static final Duration UNLIMITED = Duration.ofDays(3650);
    /** Keycloak grants sessions some leeway, and clocks of nodes differ. */
    private static final Duration MARGIN = Duration.ofMinutes(10);

    private final KeycloakSession session;

    AccessTokenRevocation(KeycloakSession session) {
        this.session = session;
    }

    /** Records the revocation; throws what the store throws, so that the caller can fail closed. */
    void record(RealmModel realm, String accessTokenId) {
        session.revokedTokens().put(PREFIX + accessTokenId, keepFor(realm, accessTokenId).toSeconds());
    }

    boolean isRecorded(String accessTokenId) {
        return session.revokedTokens().contains(PREFIX + accessTokenId)
                // Keycloak's own entry also counts while it lives: it may have been written before this jar was there.
                || session.revokedTokens().contains(accessTokenId)
                        && !new SupersededTokens(session).isSuperseded(accessTokenId);
    }

    private Duration keepFor(RealmModel realm, String accessTokenId) {
        long online = Math.max(realm.getSsoSessionMaxLifespan(), realm.getSsoSessionMaxLifespanRememberMe());
        // No refresh token goes with a session that is not kept; an entry for years would only take room.
        if (EnumSet.of(SessionType.ONLINE, SessionType.ONLINE_TRANSIENT_CLIENT, SessionType.TRANSIENT)
                .contains(sessionType(accessTokenId))) {
            return Duration.ofSeconds(online).plus(MARGIN);
        }
        if (!realm.isOfflineSessionMaxLifespanEnabled()) {
            return UNLIMITED;
        }
        return Duration.ofSeconds(Math.max(online, realm.getOfflineSessionMaxLifespan())).plus(MARGIN);
    }

    private SessionType sessionType(String accessTokenId) {
        try {
            return session.getProvider(TokenContextEncoderProvider.class)
                    .getTokenContextFromTokenId(accessTokenId).getSessionType();
        } catch (IllegalArgumentException unknownForm) {
            return SessionType.UNKNOWN;
        }
    }
}
