package io.portcullis.provider;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.refresh.DefaultRefreshTokenProvider;
import org.keycloak.protocol.oidc.refresh.InitialRefreshTokenContext;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.RefreshToken;

/** Issues refresh tokens that name the access token issued with them. */
final class RefreshLink extends DefaultRefreshTokenProvider {

    static final String ACCESS_TOKEN_JTI = "access_token_jti";
    static final String ACCESS_TOKEN_IAT = "access_token_iat";

    RefreshLink(KeycloakSession session) {
        super(session);
    }

    @Override
    public RefreshToken generateRefreshToken(InitialRefreshTokenContext context) {
        RefreshToken refreshToken = super.generateRefreshToken(context);
        AccessToken accessToken = context.responseBuilder().getAccessToken();
        refreshToken.getOtherClaims().put(ACCESS_TOKEN_JTI, accessToken.getId());
        refreshToken.getOtherClaims().put(ACCESS_TOKEN_IAT, accessToken.getIat());
        return refreshToken;
    }
}
