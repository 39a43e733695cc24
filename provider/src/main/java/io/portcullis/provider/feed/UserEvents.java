package io.portcullis.provider.feed;

import io.portcullis.provider.feed.Change.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventType;

/**
 * Reads what users do themselves: sign out, edit their account, revoke a token. Whatever failed changes nothing, save the
 * use of a refresh token that was spent: by it Keycloak takes the client out of the session, as stolen.
 */
final class UserEvents {

    /** What Keycloak says of a spent token, and of one from before the last refresh. */
    private static final Set<String> SPENT = Set.of("Maximum allowed refresh token reuse exceeded", "Stale token");

    private UserEvents() {
    }

    static List<Change> changes(Event event) {
        String realm = event.getRealmId();
        String user = event.getUserId();
        if (realm != null && event.getType() == EventType.REFRESH_TOKEN_ERROR && event.getSessionId() != null
                && SPENT.contains(String.valueOf(detail(event, Details.REASON)))) {
            return List.of(Change.of(realm, Kind.SESSION_CHANGED, event.getSessionId()));
        }
        if (realm == null || event.getType() == null || event.getError() != null) {
            return List.of();
        }
        return switch (event.getType()) {
            // A session that merely expires is no change: no token of it outlives it.
            case LOGOUT -> ended(realm, event.getSessionId(), user);
            case REVOKE_GRANT -> revoked(realm, event);
            // The mappers of an identity provider may have given or taken roles and attributes.
            case LOGIN -> detail(event, Details.IDENTITY_PROVIDER) == null
                    ? List.of() : ofUser(realm, Kind.USER_CHANGED, user);
            case UPDATE_PROFILE, UPDATE_EMAIL, VERIFY_EMAIL, VERIFY_PROFILE, UPDATE_CONSENT,
                    IDENTITY_PROVIDER_LINK_ACCOUNT, FEDERATED_IDENTITY_LINK, FEDERATED_IDENTITY_OVERRIDE_LINK,
                    REMOVE_FEDERATED_IDENTITY ->
                    ofUser(realm, Kind.USER_CHANGED, user);
            case UPDATE_CREDENTIAL, REMOVE_CREDENTIAL, RESET_PASSWORD, UPDATE_PASSWORD, UPDATE_TOTP, REMOVE_TOTP ->
                    ofUser(realm, Kind.USER_CREDENTIAL_CHANGED, user);
            case USER_DISABLED_BY_PERMANENT_LOCKOUT -> ofUser(realm, Kind.USER_DISABLED, user);
            case DELETE_ACCOUNT -> ofUser(realm, Kind.USER_DELETED, user);
            case CLIENT_UPDATE -> event.getClientId() == null
                    ? List.of(Change.ofRealm(realm)) : List.of(Change.of(realm, Kind.CLIENT_CHANGED, event.getClientId()));
            case CLIENT_DELETE -> List.of(Change.ofRealm(realm));
            default -> List.of();
        };
    }

    private static List<Change> ended(String realm, String session, String user) {
        // Without a session id it is not known which; Keycloak is asked about each.
        return session != null ? List.of(Change.of(realm, Kind.SESSION_ENDED, session))
                : ofUser(realm, Kind.USER_CHANGED, user);
    }

    private static List<Change> revoked(String realm, Event event) {
        String accessToken = detail(event, Details.TOKEN_ID);
        if (accessToken != null) {
            return List.of(Change.of(realm, Kind.TOKEN_REVOKED, accessToken));
        }
        // A revoked refresh token ends the session for one client only; other clients' tokens of it live on.
        return event.getSessionId() != null && detail(event, Details.REFRESH_TOKEN_ID) != null
                ? List.of(Change.of(realm, Kind.SESSION_CHANGED, event.getSessionId()))
                : ofUser(realm, Kind.USER_CHANGED, event.getUserId());
    }

    private static List<Change> ofUser(String realm, Kind kind, String user) {
        return user == null ? List.of() : List.of(Change.of(realm, kind, user));
    }

    private static String detail(Event event, String name) {
        Map<String, String> details = event.getDetails();
        return details == null ? null : details.get(name);
    }
}
