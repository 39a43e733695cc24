package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** People are led to the login, programs are told in JSON. */
@OnStack
final class CallersWithoutSessionTest {

    private final Gate gate;

    CallersWithoutSessionTest(Gate gate) {
        this.gate = gate;
    }

    @Test
    void navigationIsLedToKeycloaksLoginWithProofKey() throws Exception {
        Visitor visitor = gate.visitor();
        Answer refused = visitor.navigate("/protected?tab=2");
        assertEquals(302, refused.status());
        assertEquals("/oauth2/start?rd=%2Fprotected%3Ftab%3D2", refused.header("Location"));
        assertNull(refused.header("WWW-Authenticate"));
        Answer start = visitor.navigate(refused.header("Location"));
        assertEquals(302, start.status());
        String login = start.header("Location");
        assertTrue(login.startsWith(gate.ports().keycloakOrigin() + "/realms/portcullis/protocol/openid-connect/auth?"), login);
        assertTrue(login.contains("code_challenge_method=S256") && login.contains("state=") && login.contains("nonce="), login);
    }

    @Test
    void olderBrowserIsKnownByWhatItAccepts() throws Exception {
        assertEquals(302, gate.visitor().get("/protected", "Accept", Visitor.PAGE).status());
    }

    @ParameterizedTest
    @CsvSource({
        "Accept, application/json",
        "Sec-Fetch-Mode, cors",
        "X-Requested-With, XMLHttpRequest",
        "Accept, */*",
    })
    void programIsToldInJson(String header, String value) throws Exception {
        Answer answer = gate.visitor().get("/protected", header, value);
        assertEquals(401, answer.status());
        assertEquals("Bearer", answer.header("WWW-Authenticate"));
        assertEquals("unauthorized", answer.json().path("error").asText());
    }

    @Test
    void bearerTokenThatIsNoneIsSaidToBeInvalid() throws Exception {
        Answer answer = gate.visitor().get("/protected", "Authorization", "Bearer not-a-token", "Accept", Visitor.PAGE);
        assertEquals(401, answer.status());
        assertTrue(answer.header("WWW-Authenticate").contains("error=\"invalid_token\""), answer.header("WWW-Authenticate"));
    }

    @Test
    void formSentWithoutASessionIsNotKept() throws Exception {
        Answer answer = gate.visitor().send("PUT", "/articles/7", "a secret body", "Accept", Visitor.PAGE);
        assertEquals(302, answer.status());
        assertEquals("/oauth2/start?rd=%2F", answer.header("Location"));
    }

    @Test
    void guestWithoutAnyRoleIsRefusedAndNotAskedToSignInAgain() throws Exception {
        Visitor guest = gate.visitor();
        assertEquals(403, guest.post("/oauth2/login", "username=guest&password=guest").status());
        assertEquals(403, guest.get("/protected", "Accept", Visitor.JSON).status());
        assertEquals(403, guest.navigate("/protected").status());
    }

    @Test
    void wrongPasswordOpensNothing() throws Exception {
        Visitor visitor = gate.visitor();
        assertEquals(401, visitor.post("/oauth2/login", "username=moderator&password=wrong").status());
        assertEquals(401, visitor.get("/protected", "Accept", Visitor.JSON).status());
    }

    @Test
    void loginFormOfAnotherSiteIsRefused() throws Exception {
        Answer answer = gate.visitor().send("POST", "/oauth2/login", "username=moderator&password=moderator",
                "Content-Type", "application/x-www-form-urlencoded", "Origin", "https://evil.example");
        assertEquals(403, answer.status());
        assertTrue(answer.cookiesSet().isEmpty());
    }
}
