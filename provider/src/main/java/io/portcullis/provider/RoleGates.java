package io.portcullis.provider;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticationFlowBindings;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.AuthenticatorConfigModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.AuthenticationFlowResolver;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;

/**
 * The role gates that guard a client, found in the flows themselves: the gate is on where an administrator sees it in
 * the flow, and there is no second switch to forget.
 *
 * <p>A login does not have to come through those flows: self-registration, broker login, reset of credentials and
 * client credentials go round them. Every token is therefore checked against the gate that its login passed, or, when
 * it passed none, against the gate of the client's browser flow; where that flow has none, and the login did not come
 * through a browser, against the gate of its direct-grant flow.
 */
final class RoleGates {

    /** Client-session note with the execution that admitted the login. It selects the gate; it never vouches for roles. */
    static final String PASSED = "portcullis.gate";

    private static final String VERIFIED = "portcullis.gate.verified";

    private final KeycloakSession session;
    private final RealmModel realm;

    RoleGates(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /** True when every gate that concerns this login admits the user now; true as well where no gate guards the client. */
    boolean admit(AuthenticatedClientSessionModel login, UserModel user) {
        ClientModel client = login.getClient();
        String verified = login.getId() + ' ' + client.getId() + ' ' + user.getId();
        if (verified.equals(session.getAttribute(VERIFIED))) {
            return true;
        }
        boolean admitted = concerning(client, login).stream()
                .map(execution -> RoleGateConfig.of(config(execution)))
                .allMatch(gate -> gate.admits(realm, client, user));
        if (admitted) {
            session.setAttribute(VERIFIED, verified);
        }
        return admitted;
    }

    private List<AuthenticationExecutionModel> concerning(ClientModel client, AuthenticatedClientSessionModel login) {
        String passedExecution = login.getNote(PASSED);
        List<AuthenticationExecutionModel> browser =
                gatesOf(client, AuthenticationFlowBindings.BROWSER_BINDING, realm.getBrowserFlow());
        List<AuthenticationExecutionModel> directGrant =
                gatesOf(client, AuthenticationFlowBindings.DIRECT_GRANT_BINDING, realm.getDirectGrantFlow());
        if (contains(browser, passedExecution)) {
            return browser;
        }
        if (contains(directGrant, passedExecution)) {
            return directGrant;
        }
        boolean throughBrowser = login.getNote(OIDCLoginProtocol.RESPONSE_TYPE_PARAM) != null;
        List<AuthenticationExecutionModel> gates =
                new ArrayList<>(browser.isEmpty() && !throughBrowser ? directGrant : browser);
        // A flow that a client policy chose for that login: what guards the client anyway holds in addition.
        passed(passedExecution).ifPresent(gates::add);
        return gates;
    }

    private static boolean contains(List<AuthenticationExecutionModel> gates, String execution) {
        return gates.stream().anyMatch(gate -> gate.getId().equals(execution));
    }

    private Optional<AuthenticationExecutionModel> passed(String execution) {
        return Optional.ofNullable(execution).map(realm::getAuthenticationExecutionById).filter(RoleGates::isGate);
    }

    private List<AuthenticationExecutionModel> gatesOf(ClientModel client, String binding, AuthenticationFlowModel ofRealm) {
        AuthenticationFlowModel own = AuthenticationFlowResolver.resolveBindingOverrideFlowForClient(client, binding);
        List<AuthenticationExecutionModel> gates = new ArrayList<>();
        AuthenticationFlowModel flow = own != null ? own : ofRealm;
        if (flow != null) {
            collect(flow.getId(), gates, new HashSet<>());
        }
        return gates;
    }

    /** Sub-flows too, conditional ones included: a condition cannot be evaluated again when a token is issued. */
    private void collect(String flowId, List<AuthenticationExecutionModel> gates, Set<String> seen) {
        if (seen.add(flowId)) {
            realm.getAuthenticationExecutionsStream(flowId).forEach(execution -> {
                if (execution.isAuthenticatorFlow() && !execution.isDisabled()) {
                    collect(execution.getFlowId(), gates, seen);
                } else if (isGate(execution)) {
                    gates.add(execution);
                }
            });
        }
    }

    private static boolean isGate(AuthenticationExecutionModel execution) {
        return RoleGateFactory.ID.equals(execution.getAuthenticator()) && !execution.isDisabled();
    }

    private AuthenticatorConfigModel config(AuthenticationExecutionModel execution) {
        String id = execution.getAuthenticatorConfig();
        return id == null ? null : realm.getAuthenticatorConfigById(id);
    }
}
