package io.portcullis.provider;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuthErrorException;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.authentication.Authenticator;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;

/**
 * The authenticator {@code portcullis-role-gate}: whoever has none of the wanted roles does not sign in.
 *
 * <p>The refusal is a challenge and not a failure of the flow: right credentials without a role must not count as a
 * guess against the account, and the person can go on from the page, by trying again or as somebody else.
 */
final class RoleGate implements Authenticator {

    static final String REFUSED = "This account has no role that opens anything here. Ask an administrator for a role.";

    private static final String PAGE = "portcullis-role-gate.ftl";
    private static final String DIRECT_GRANT = "token";

    private final KeycloakSession session;

    RoleGate(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void authenticate(AuthenticationFlowContext context) {
        RoleGateConfig gate = RoleGateConfig.of(context.getAuthenticatorConfig());
        if (gate.admits(context.getRealm(), context.getAuthenticationSession().getClient(), context.getUser())) {
            context.getAuthenticationSession().setClientNote(RoleGates.PASSED, context.getExecution().getId());
            LoginId.ensure(session, context.getAuthenticationSession());
            context.success();
            return;
        }
        context.getEvent().user(context.getUser())
                .detail(Details.USERNAME, context.getUser().getUsername())
                .detail(Details.REASON, "role gate: none of the wanted roles")
                .error(Errors.ACCESS_DENIED);
        context.forceChallenge(DIRECT_GRANT.equals(context.getFlowPath()) ? oauthError() : page(context));
    }

    /** "Try again" on the page: the roles may have been given meanwhile. */
    @Override
    public void action(AuthenticationFlowContext context) {
        authenticate(context);
    }

    private static Response oauthError() {
        return Response.status(Response.Status.BAD_REQUEST)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(new OAuth2ErrorRepresentation(OAuthErrorException.ACCESS_DENIED, REFUSED))
                .build();
    }

    private static Response page(AuthenticationFlowContext context) {
        return context.form()
                .setAttribute("portcullisUsername", context.getUser().getUsername())
                .setStatus(Response.Status.FORBIDDEN)
                .createForm(PAGE);
    }

    @Override
    public boolean requiresUser() {
        return true;
    }

    @Override
    public boolean configuredFor(KeycloakSession session, RealmModel realm, UserModel user) {
        return true;
    }

    @Override
    public void setRequiredActions(KeycloakSession session, RealmModel realm, UserModel user) {
        // Only an administrator can give roles; there is nothing a user could set up.
    }

    @Override
    public void close() {
    }
}
