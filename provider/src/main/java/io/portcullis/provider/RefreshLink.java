package io.portcullis.provider;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.keycloak.OAuthErrorException;
import org.keycloak.common.ClientConnection;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.TokenManager.AccessTokenResponseBuilder;
import org.keycloak.protocol.oidc.TokenManager.TokenValidation;
import org.keycloak.protocol.oidc.refresh.DefaultRefreshTokenProvider;
import org.keycloak.protocol.oidc.refresh.InitialRefreshTokenContext;
import org.keycloak.protocol.oidc.refresh.RefreshTokenContext;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.RefreshToken;

/**
 * Refresh tokens that are linked to the access token issued with them, and whose rotation survives parallel requests.
 *
 * <p>A refresh is refused when the linked access token was revoked or when a role gate no longer admits the user. A
 * refresh token that was spent a moment ago yields the pair it was spent for once more, instead of ending the session:
 * browsers send several requests at once, and responses get lost. Keycloak serialises the refreshes of a session
 * across its nodes, so that {@link #validateToken} runs alone and on settled state; it is there that a replay is told
 * from a first use. To Keycloak's reuse detection the replayed token is then presented as unspent, and as spent again
 * afterwards, whatever happens in between: after the grace time a reuse ends the session as ever.
 *
 * <p>An instance serves one request.
 */
final class RefreshLink extends DefaultRefreshTokenProvider {

    static final String ACCESS_TOKEN_JTI = "access_token_jti";
    static final String ACCESS_TOKEN_IAT = "access_token_iat";

    private final Clock clock;
    private final AccessTokenRevocation revocation;
    private Instant arrived;
    private Replay replay;

    RefreshLink(KeycloakSession session, Clock clock) {
        super(session);
        this.clock = clock;
        this.revocation = new AccessTokenRevocation(session);
    }

    @Override
    public RefreshToken generateRefreshToken(InitialRefreshTokenContext context) {
        RefreshToken refreshToken = super.generateRefreshToken(context);
        AccessToken accessToken = context.responseBuilder().getAccessToken();
        if (replay != null) {
            replay.end().reissue(accessToken, refreshToken);
        }
        refreshToken.getOtherClaims().put(ACCESS_TOKEN_JTI, accessToken.getId());
        refreshToken.getOtherClaims().put(ACCESS_TOKEN_IAT, accessToken.getIat());
        return refreshToken;
    }

    @Override
    public AccessTokenResponseBuilder refreshAccessToken(RefreshTokenContext context) throws OAuthErrorException {
        arrived = clock.instant();
        refuseIfRevoked(context.oldRefreshToken(), context.grantContext().getEvent());
        try {
            return super.refreshAccessToken(context);
        } finally {
            if (replay != null) {
                replay.markSpentAgain();
            }
        }
    }

    @Override
    protected TokenValidation validateToken(KeycloakSession session, UriInfo uri, ClientConnection connection,
            RealmModel realm, RefreshToken presented, HttpHeaders headers, String scope, ClientModel client,
            TokenManager tokenManager, EventBuilder event) throws OAuthErrorException {
        TokenValidation validation = super.validateToken(session, uri, connection, realm, presented, headers, scope,
                client, tokenManager, event);
        // Again: a revocation that was answered while this request waited for its turn has won.
        refuseIfRevoked(presented, event);
        AuthenticatedClientSessionModel clientSession = validation.clientSessionCtx.getClientSession();
        if (!new RoleGates(session, realm).admit(clientSession, validation.user)) {
            event.user(validation.user);
            throw new OAuthErrorException(OAuthErrorException.INVALID_GRANT, RoleGate.REFUSED);
        }
        if (rotates(realm)) {
            List<Rotation> since = recent(clientSession, realm, arrived).since(presented.getId());
            if (!since.isEmpty()) {
                for (Rotation rotation : since) {
                    refuseIfRevoked(rotation.accessToken(), event);
                }
                event.detail("replayed_rotation", Boolean.TRUE.toString());
                replay = new Replay(clientSession, tokenManager.getReuseIdKey(presented), since.get(since.size() - 1));
                replay.presentAsUnspent(presented.getId());
            }
        }
        return validation;
    }

    @Override
    protected void afterRefreshTokenGenerated(RefreshTokenContext context, AccessTokenResponseBuilder response) {
        super.afterRefreshTokenGenerated(context, response);
        if (replay != null) {
            return;
        }
        RealmModel realm = context.grantContext().getRealm();
        RefreshToken presented = context.oldRefreshToken();
        if (rotates(realm) && response.getRefreshToken() != null) {
            Instant now = clock.instant();
            recent(response.getClientSessionCtx().getClientSession(), realm, now).remember(Rotation.of(
                    presented.getId(), response.getRefreshToken(), response.getAccessToken(), now));
        }
        supersedeLinked(presented, context.grantContext().getClient());
    }

    private void supersedeLinked(RefreshToken presented, ClientModel client) {
        RealmSettings settings = RealmSettings.of(client.getRealm());
        if (settings.revokeOldAccessToken()
                && presented.getOtherClaims().get(ACCESS_TOKEN_JTI) instanceof String id
                && presented.getOtherClaims().get(ACCESS_TOKEN_IAT) instanceof Number issuedAt) {
            new SupersededTokens(session).supersede(id, issuedAt.longValue(), client, settings.grace(), clock.instant());
        }
    }

    private static boolean rotates(RealmModel realm) {
        return realm.isRevokeRefreshToken() && !RealmSettings.of(realm).grace().isZero();
    }

    private static RecentRotations recent(AuthenticatedClientSessionModel clientSession, RealmModel realm, Instant now) {
        return new RecentRotations(clientSession, RealmSettings.of(realm).grace(), now);
    }

    /** A refresh token without the claim was issued before this jar was there; its successor will carry it. */
    private void refuseIfRevoked(RefreshToken presented, EventBuilder event) throws OAuthErrorException {
        if (presented.getOtherClaims().get(ACCESS_TOKEN_JTI) instanceof String accessTokenId) {
            event.session(presented.getSessionId())
                    .detail(Details.REFRESH_TOKEN_ID, presented.getId())
                    .detail(Details.REFRESH_TOKEN_TYPE, presented.getType());
            refuseIfRevoked(accessTokenId, event);
        }
    }

    private void refuseIfRevoked(String accessTokenId, EventBuilder event) throws OAuthErrorException {
        if (revocation.isRecorded(accessTokenId)) {
            event.detail(ACCESS_TOKEN_JTI, accessTokenId);
            throw new OAuthErrorException(OAuthErrorException.INVALID_GRANT, "The linked access token was revoked");
        }
    }

    /** A spent refresh token that is presented within the grace time, and the exchange whose result it gets. */
    private record Replay(AuthenticatedClientSessionModel clientSession, String reuseKey, Rotation end) {

        void presentAsUnspent(String refreshTokenId) {
            clientSession.setRefreshToken(reuseKey, refreshTokenId);
            clientSession.setRefreshTokenUseCount(reuseKey, 0);
        }

        void markSpentAgain() {
            clientSession.setRefreshToken(reuseKey, end.spent());
            clientSession.setRefreshTokenUseCount(reuseKey, 1);
        }
    }
}
