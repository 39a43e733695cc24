package io.portcullis.provider.feed;

import io.portcullis.provider.feed.Change.Kind;
import java.util.List;
import org.keycloak.events.admin.AdminEvent;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/**
 * Reads what administrators do. What cannot be narrowed down to a user, a session or a client concerns the whole realm:
 * that costs a refresh of each session, where a change overlooked would let through what the policy forbids.
 */
final class AdminEvents {

    private final KeycloakSession session;

    AdminEvents(KeycloakSession session) {
        this.session = session;
    }

    List<Change> changes(AdminEvent event) {
        RealmModel realm = session.realms().getRealm(event.getRealmId());
        if (event.getError() != null || event.getRealmId() == null) {
            return List.of();
        }
        if (realm == null) {
            return List.of(new Change(event.getRealmId(), Kind.REALM_ENDED, null, 0));
        }
        String path = event.getResourcePath() == null ? "" : event.getResourcePath();
        return changes(realm, event.getResourceType(), event.getOperationType(), path.split("/"), path);
    }

    private List<Change> changes(RealmModel realm, ResourceType type, OperationType operation, String[] at, String path) {
        boolean created = operation == OperationType.CREATE;
        return switch (type == null ? ResourceType.CUSTOM : type) {
            case USER -> created && at.length == 2 ? List.of() : user(realm, operation, at);
            case REALM_ROLE_MAPPING, CLIENT_ROLE_MAPPING, GROUP_MEMBERSHIP, ORGANIZATION_MEMBERSHIP,
                    ORGANIZATION_GROUP_MEMBERSHIP -> memberOrAll(realm, at);
            case USER_SESSION -> at.length > 1 ? one(realm, Kind.SESSION_ENDED, at[1]) : all(realm);
            case REALM -> realm(realm, operation, path);
            case GROUP, ORGANIZATION_GROUP -> created || path.startsWith("default-groups") ? List.of() : group(realm, operation, at);
            case REALM_ROLE, CLIENT_ROLE -> created && !path.endsWith("/composites") ? List.of() : all(realm);
            case CLIENT -> created && at.length == 2 ? List.of() : client(realm, operation, at);
            case PROTOCOL_MAPPER, CLIENT_SCOPE_CLIENT_MAPPING, CLIENT_SCOPE_MAPPING, REALM_SCOPE_MAPPING ->
                    client(realm, operation, at);
            case CLIENT_SCOPE -> created && at.length == 2 ? List.of() : all(realm);
            case COMPONENT, ORGANIZATION -> created ? List.of() : all(realm);
            case USER_FEDERATION_PROVIDER, USER_FEDERATION_MAPPER, USER_PROFILE, CUSTOM -> all(realm);
            // How people sign in, what is shown to them, and permissions that the gate's tokens do not carry.
            case AUTH_FLOW, AUTH_EXECUTION_FLOW, AUTH_EXECUTION, AUTHENTICATOR_CONFIG, REQUIRED_ACTION,
                    REQUIRED_ACTION_CONFIG, IDENTITY_PROVIDER, IDENTITY_PROVIDER_MAPPER, USER_LOGIN_FAILURE,
                    CLIENT_INITIAL_ACCESS_MODEL, CLUSTER_NODE, AUTHORIZATION_RESOURCE_SERVER, AUTHORIZATION_RESOURCE,
                    AUTHORIZATION_SCOPE, AUTHORIZATION_POLICY -> List.of();
        };
    }

    /** {@code users/{id}} and what is below it. */
    private List<Change> user(RealmModel realm, OperationType operation, String[] at) {
        if (at.length < 2 || !at[0].equals("users")) {
            return all(realm);
        }
        String id = at[1];
        String what = at.length > 2 ? at[2] : "";
        if (operation == OperationType.DELETE && what.isEmpty()) {
            return one(realm, Kind.USER_DELETED, id);
        }
        return switch (what) {
            case "logout" -> one(realm, Kind.USER_SESSIONS_ENDED, id);
            case "reset-password", "credentials", "disable-credential-types" ->
                    one(realm, Kind.USER_CREDENTIAL_CHANGED, id);
            case "" -> {
                UserModel user = session.users().getUserById(realm, id);
                yield one(realm, user == null ? Kind.USER_DELETED
                        : user.isEnabled() ? Kind.USER_ENABLED : Kind.USER_DISABLED, id);
            }
            default -> one(realm, Kind.USER_CHANGED, id);
        };
    }

    private List<Change> memberOrAll(RealmModel realm, String[] at) {
        if (at.length > 1 && at[0].equals("users")) {
            return one(realm, Kind.USER_CHANGED, at[1]);
        }
        if (at.length > 1 && at[0].equals("groups")) {
            return new GroupMembers(session).changes(realm, at[1]);
        }
        return all(realm);
    }

    private List<Change> group(RealmModel realm, OperationType operation, String[] at) {
        return operation != OperationType.DELETE && at.length > 1 && at[0].equals("groups")
                ? new GroupMembers(session).changes(realm, at[1]) : all(realm);
    }

    private static List<Change> realm(RealmModel realm, OperationType operation, String path) {
        if (operation == OperationType.CREATE) {
            return List.of();
        }
        if (operation == OperationType.DELETE || path.endsWith("logout-all")) {
            return List.of(new Change(realm.getId(), Kind.REALM_ENDED, null, 0));
        }
        Change notBefore = new Change(realm.getId(), Kind.REALM_NOT_BEFORE, null, realm.getNotBefore());
        return path.endsWith("push-revocation") ? List.of(notBefore) : List.of(notBefore, Change.ofRealm(realm.getId()));
    }

    /** {@code clients/{internal id}} and what is below it; anything else, such as a client scope, concerns all. */
    private static List<Change> client(RealmModel realm, OperationType operation, String[] at) {
        ClientModel client = at.length > 1 && at[0].equals("clients") ? realm.getClientById(at[1]) : null;
        if (client == null) {
            return all(realm);
        }
        Change notBefore = new Change(realm.getId(), Kind.CLIENT_NOT_BEFORE, client.getClientId(), client.getNotBefore());
        return operation == OperationType.ACTION && at.length > 2 && at[2].equals("push-revocation")
                ? List.of(notBefore)
                : List.of(notBefore, Change.of(realm.getId(), Kind.CLIENT_CHANGED, client.getClientId()));
    }

    private static List<Change> one(RealmModel realm, Kind kind, String id) {
        return List.of(Change.of(realm.getId(), kind, id));
    }

    private static List<Change> all(RealmModel realm) {
        return List.of(Change.ofRealm(realm.getId()));
    }
}
