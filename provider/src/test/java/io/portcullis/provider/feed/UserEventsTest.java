package io.portcullis.provider.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.portcullis.provider.feed.Change.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.events.Details;
import org.keycloak.events.Event;
import org.keycloak.events.EventType;

class UserEventsTest {

    private static Event event(EventType type, Map<String, String> details) {
        Event event = new Event();
        event.setType(type);
        event.setRealmId("r");
        event.setUserId("u");
        event.setDetails(details);
        return event;
    }

    private static List<Change> changes(EventType type) {
        return UserEvents.changes(event(type, Map.of()));
    }

    @Test
    void aLogoutEndsTheSession() {
        Event event = event(EventType.LOGOUT, Map.of());
        event.setSessionId("s");
        assertEquals(List.of(Change.of("r", Kind.SESSION_ENDED, "s")), UserEvents.changes(event));
    }

    @Test
    void aRevokedAccessTokenConcernsThatTokenOnly() {
        assertEquals(List.of(Change.of("r", Kind.TOKEN_REVOKED, "t")),
                UserEvents.changes(event(EventType.REVOKE_GRANT, Map.of(Details.TOKEN_ID, "t"))));
    }

    @Test
    void aRevokedRefreshTokenLeavesWhatIsLeftOfItsSessionToKeycloak() {
        Event event = event(EventType.REVOKE_GRANT, Map.of(Details.REFRESH_TOKEN_ID, "t"));
        event.setSessionId("s");
        assertEquals(List.of(Change.of("r", Kind.SESSION_CHANGED, "s")), UserEvents.changes(event));
    }

    @Test
    void aWithdrawnConsentConcernsTheUser() {
        assertEquals(List.of(Change.of("r", Kind.USER_CHANGED, "u")), changes(EventType.REVOKE_GRANT));
    }

    @Test
    void anOrdinaryLoginChangesNothing() {
        assertEquals(List.of(), changes(EventType.LOGIN));
    }

    @Test
    void aLoginThroughAnIdentityProviderMayHaveChangedRoles() {
        assertEquals(List.of(Change.of("r", Kind.USER_CHANGED, "u")),
                UserEvents.changes(event(EventType.LOGIN, Map.of(Details.IDENTITY_PROVIDER, "google"))));
    }

    @Test
    void aLockoutForGoodDisablesTheUser() {
        assertEquals(List.of(Change.of("r", Kind.USER_DISABLED, "u")),
                changes(EventType.USER_DISABLED_BY_PERMANENT_LOCKOUT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Maximum allowed refresh token reuse exceeded", "Stale token"})
    void aSpentRefreshTokenThatIsUsedAgainLeavesWhatIsLeftOfItsSessionToKeycloak(String reason) {
        Event event = event(EventType.REFRESH_TOKEN_ERROR, Map.of(Details.REASON, reason));
        event.setSessionId("s");
        event.setError("invalid_token");
        assertEquals(List.of(Change.of("r", Kind.SESSION_CHANGED, "s")), UserEvents.changes(event));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = ".*_ERROR")
    void whatFailedChangesNothing(EventType type) {
        Event event = event(type, Map.of(Details.TOKEN_ID, "t", Details.IDENTITY_PROVIDER, "google"));
        event.setSessionId("s");
        event.setError("it failed");
        assertEquals(List.of(), UserEvents.changes(event));
    }
}
