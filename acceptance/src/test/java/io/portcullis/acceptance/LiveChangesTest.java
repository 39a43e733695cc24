package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.ws.rs.ClientErrorException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;

/** What an administrator does in Keycloak counts at the gate within a moment, for cookies and for bearer tokens. */
@OnStack
final class LiveChangesTest {

    private static final String WATCHED = "/protected";
    private static final String COOKIE = "__Host-portcullis_at";

    private final Gate gate;
    private Employee employee;
    private Visitor browser;
    private String bearer;

    LiveChangesTest(Gate gate) {
        this.gate = gate;
    }

    @BeforeEach
    void signInAsModerator() throws Exception {
        employee = new Employee(gate, "changeling", "user", "moderator");
        browser = gate.visitor();
        browser.signIn(employee.name());
        bearer = browser.cookie(COOKIE);
        assertEquals(200, cookies());
        assertEquals(200, bearer());
    }

    @AfterEach
    void leave() {
        employee.close();
    }

    private int cookies() throws Exception {
        return browser.get(WATCHED, "Accept", Visitor.JSON).status();
    }

    private int bearer() throws Exception {
        return bearer(bearer).status();
    }

    private Answer bearer(String token) throws Exception {
        return gate.visitor().get(WATCHED, "Accept", Visitor.JSON, "Authorization", "Bearer " + token);
    }

    /** The old bearer token is refused first, for it names no new one; then the cookies answer as they should. */
    private void counts(String what, int expected) throws Exception {
        long atBearer = Stopwatch.until(() -> bearer() == 401);
        long atCookies = Stopwatch.until(() -> cookies() == expected);
        System.out.printf("live changes: %-32s bearer 401 after %4d ms, cookies %d after %4d ms%n",
                what, atBearer, expected, atCookies);
    }

    /** The session went on: its cookies are new, and what they hold is accepted as a bearer token too. */
    private void goesOn(int expected) throws Exception {
        String renewed = browser.cookie(COOKIE);
        assertNotNull(renewed);
        assertTrue(!renewed.equals(bearer));
        assertEquals(expected, bearer(renewed).status());
    }

    @Test
    void roleTaken() throws Exception {
        employee.take("moderator");
        counts("role taken", 403);
        goesOn(403);
    }

    @Test
    void roleGiven() throws Exception {
        employee.take("moderator");
        counts("role taken", 403);
        bearer = browser.cookie(COOKIE);
        employee.give("moderator");
        counts("role given", 200);
        goesOn(200);
    }

    @Test
    void staleBearerIsToldThatItsTokenIsInvalid() throws Exception {
        employee.take("moderator");
        counts("role taken", 403);
        String challenge = bearer(bearer).headers().firstValue("WWW-Authenticate").orElse("");
        assertTrue(challenge.contains("error=\"invalid_token\""), challenge);
    }

    @Test
    void groupLeftAndJoined() throws Exception {
        GroupRepresentation group = group("moderators");
        try {
            employee.user().joinGroup(group.getId());
            employee.take("moderator");
            browser.signIn(employee.name());
            bearer = browser.cookie(COOKIE);
            assertEquals(200, cookies());
            employee.user().leaveGroup(group.getId());
            counts("group left", 403);
            bearer = browser.cookie(COOKIE);
            employee.user().joinGroup(group.getId());
            counts("group joined", 200);
        } finally {
            employee.realm().groups().group(group.getId()).remove();
        }
    }

    @Test
    void roleOfAGroupTaken() throws Exception {
        GroupRepresentation group = group("moderators");
        try {
            employee.user().joinGroup(group.getId());
            employee.take("moderator");
            browser.signIn(employee.name());
            bearer = browser.cookie(COOKIE);
            assertEquals(200, cookies());
            employee.realm().groups().group(group.getId()).roles().realmLevel()
                    .remove(List.of(employee.role("moderator")));
            counts("role of a group taken", 403);
        } finally {
            employee.realm().groups().group(group.getId()).remove();
        }
    }

    private GroupRepresentation group(String name) {
        GroupRepresentation group = new GroupRepresentation();
        group.setName(name);
        employee.realm().groups().add(group).close();
        GroupRepresentation made = employee.realm().groups().groups(name, 0, 1).get(0);
        employee.realm().groups().group(made.getId()).roles().realmLevel().add(List.of(employee.role("moderator")));
        return made;
    }

    @Test
    void compositeTakenApartAndRoleDeleted() throws Exception {
        RoleRepresentation made = new RoleRepresentation();
        made.setName("team-lead");
        employee.realm().roles().create(made);
        try {
            employee.realm().roles().get("team-lead").addComposites(List.of(employee.role("moderator")));
            employee.give("team-lead");
            employee.take("moderator");
            browser.signIn(employee.name());
            bearer = browser.cookie(COOKIE);
            assertEquals(200, cookies());
            employee.realm().roles().get("team-lead").deleteComposites(List.of(employee.role("moderator")));
            counts("composite taken apart", 403);
            bearer = browser.cookie(COOKIE);
            employee.realm().roles().get("team-lead").addComposites(List.of(employee.role("moderator")));
            counts("composite put together", 200);
            bearer = browser.cookie(COOKIE);
        } finally {
            employee.realm().roles().deleteRole("team-lead");
        }
        counts("role deleted", 403);
    }

    @Test
    void disabledUserIsRefusedAndGoesOnWhenEnabledAgain() throws Exception {
        employee.enable(false);
        counts("user disabled", 401);
        assertNotNull(browser.cookie(COOKIE), "the session is kept for the day when the user is enabled");
        employee.enable(true);
        System.out.printf("live changes: %-32s cookies 200 after %4d ms%n", "user enabled",
                Stopwatch.until(() -> cookies() == 200));
    }

    @Test
    void deletedUser() throws Exception {
        employee.user().remove();
        counts("user deleted", 401);
        assertNull(browser.cookie(COOKIE));
        employee = new Employee(gate, "another");
    }

    @Test
    void passwordReset() throws Exception {
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue("another secret");
        employee.user().resetPassword(password);
        counts("password reset", 200);
        goesOn(200);
    }

    @Test
    void oneSessionEnded() throws Exception {
        Visitor elsewhere = gate.visitor();
        elsewhere.signIn(employee.name());
        String sid = employee.user().getUserSessions().stream()
                .map(session -> session.getId())
                .filter(id -> new String(Base64.getUrlDecoder().decode(bearer.split("\\.")[1])).contains(id))
                .findFirst().orElseThrow();
        employee.realm().deleteSession(sid, false);
        counts("one session ended", 401);
        assertNull(browser.cookie(COOKIE));
        assertEquals(200, elsewhere.get(WATCHED, "Accept", Visitor.JSON).status());
    }

    @Test
    void allSessionsOfAUserEnded() throws Exception {
        employee.user().logout();
        counts("all sessions of a user ended", 401);
        assertNull(browser.cookie(COOKIE));
        browser.signIn(employee.name());
        assertEquals(200, cookies(), "whoever signs in right after is not signed out by what was before");
    }

    @Test
    void allSessionsOfTheRealmEnded() throws Exception {
        employee.realm().logoutAll();
        try {
            counts("all sessions of the realm ended", 401);
            assertNull(browser.cookie(COOKIE));
        } finally {
            notBefore(0);
        }
    }

    @Test
    void notBeforeOfTheRealm() throws Exception {
        notBefore((int) (System.currentTimeMillis() / 1000) + 1);
        try {
            counts("not-before of the realm", 401);
        } finally {
            notBefore(0);
        }
    }

    private void notBefore(int seconds) {
        RealmRepresentation realm = employee.realm().toRepresentation();
        realm.setNotBefore(seconds);
        employee.realm().update(realm);
    }

    @Test
    void notBeforeOfTheClient() throws Exception {
        ClientRepresentation client = employee.realm().clients().findByClientId("portcullis").get(0);
        client.setNotBefore((int) (System.currentTimeMillis() / 1000) + 1);
        employee.realm().clients().get(client.getId()).update(client);
        try {
            counts("not-before of the client", 401);
        } finally {
            client.setNotBefore(0);
            employee.realm().clients().get(client.getId()).update(client);
        }
    }

    @Test
    void userSignsOutElsewhere() throws Exception {
        Visitor sameSession = gate.visitor();
        sameSession.setCookie(COOKIE, browser.cookie(COOKIE));
        sameSession.setCookie("__Host-portcullis_rt", browser.cookie("__Host-portcullis_rt"));
        sameSession.post("/oauth2/sign_out", "");
        counts("user signed out", 401);
    }

    @Test
    void failedLoginAndRefusedOperationChangeNothing() throws Exception {
        String before = browser.cookie(COOKIE);
        gate.visitor().post("/oauth2/login", "username=" + employee.name() + "&password=wrong");
        RoleRepresentation taken = new RoleRepresentation();
        taken.setName("user");
        Assertions.assertThrows(ClientErrorException.class, () -> employee.realm().roles().create(taken));
        // A change that does arrive shows that what came before it has had the time to.
        try (Employee other = new Employee(gate, "bystander", "user", "moderator")) {
            Visitor visitor = gate.visitor();
            visitor.signIn(other.name());
            other.take("moderator");
            Stopwatch.until(() -> visitor.get(WATCHED, "Accept", Visitor.JSON).status() == 403);
        }
        assertEquals(200, cookies());
        assertEquals(200, bearer());
        assertEquals(before, browser.cookie(COOKIE));
    }
}
