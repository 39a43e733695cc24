package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The application behind the gate keeps what is its own, and never sees the gate's. */
@OnStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ApplicationTest {

    private final Gate gate;
    private Visitor moderator;

    ApplicationTest(Gate gate) {
        this.gate = gate;
    }

    @BeforeAll
    void signIn() throws Exception {
        moderator = gate.signedInAs("moderator");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 500, 502, 503})
    void applicationsOwnErrorsPass(int status) throws Exception {
        Answer answer = moderator.get("/protected?status=" + status, "Accept", Visitor.PAGE);
        assertEquals(status, answer.status());
        assertEquals("/protected?status=" + status, answer.json().path("path").asText());
    }

    @Test
    void applicationsOwnCookiesPassBothWays() throws Exception {
        assertTrue(moderator.get("/protected").cookiesSet().contains("demo_visit"));
        moderator.setCookie("application", "7");
        assertEquals("[\"demo_visit\",\"application\"]", moderator.get("/protected").json().path("cookieNames").toString());
    }

    @Test
    void bearerTokenOpensTheGateAndStaysThere() throws Exception {
        Answer answer = gate.visitor().get("/protected", "Authorization", "Bearer " + moderator.cookie("__Host-portcullis_at"));
        assertEquals(200, answer.status());
        assertEquals("moderator", answer.identity("X-Auth-Request-Preferred-Username"));
        assertTrue(answer.json().path("authorizationScheme").isNull());
    }

    @Test
    void applicationsOwnAuthorizationPassesBesideTheSession() throws Exception {
        Answer answer = moderator.get("/protected", "Authorization", "Basic dXNlcjpwYXNz");
        assertEquals(200, answer.status());
        assertEquals("Basic", answer.json().path("authorizationScheme").asText());
    }

    @Test
    void bodyReachesTheApplication() throws Exception {
        Answer answer = moderator.send("PUT", "/articles/7", "x".repeat(100_000), "Origin", gate.origin());
        assertEquals(200, answer.status());
        assertEquals(100_000, answer.json().path("bodyBytes").asInt());
    }

    @Test
    void formOfAnotherSiteCannotUseTheSession() throws Exception {
        assertEquals(403, moderator.send("PUT", "/articles/7", "x", "Origin", "https://evil.example").status());
        assertEquals(403, moderator.send("PUT", "/articles/7", "x", "Sec-Fetch-Site", "cross-site").status());
    }

    @Test
    void formOfAPageThatKeepsItsOriginToItselfIsJudgedByFetchMetadata() throws Exception {
        assertEquals(200, moderator.send("PUT", "/articles/7", "x", "Origin", "null", "Sec-Fetch-Site", "same-origin").status());
        assertEquals(403, moderator.send("PUT", "/articles/7", "x", "Origin", "null", "Sec-Fetch-Site", "cross-site").status());
        assertEquals(403, moderator.send("PUT", "/articles/7", "x", "Origin", "null").status());
    }
}
