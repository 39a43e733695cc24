package io.portcullis.cli.stack;

import static io.portcullis.cli.stack.NginxWithStandIns.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client gets, for each thing that the enforcer or the application can say. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SnippetAnswersTest {

    private NginxWithStandIns nginx;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        // Settings of a careless operator around the snippets, which must not weaken them.
        nginx = new NginxWithStandIns(folder, Map.of(), site -> site.replace("    server_tokens off;", """
                    server_tokens off;
                    satisfy any;
                    allow all;
                    proxy_intercept_errors on;
                    error_page 405 = /;
                """));
    }

    @AfterAll
    void stop() throws Exception {
        nginx.close();
    }

    @BeforeEach
    void forget() {
        nginx.enforcer.seen.clear();
        nginx.application.seen.clear();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 301, 302, 429, 500, 502, 503})
    void withoutADecisionTheClientIsToldToTryAgain(int checkStatus) throws Exception {
        String answer = nginx.get("/" + checkStatus, "Accept: application/json");
        assertEquals(503, status(answer));
        assertTrue(answer.contains("Retry-After: 5"), answer);
        assertTrue(answer.contains("temporarily_unavailable"), answer);
        assertTrue(nginx.application.seen.isEmpty());
    }

    @Test
    void enforcersWordOnWhenToTryAgainIsPassedOn() throws Exception {
        var before = nginx.enforcer.answers;
        nginx.enforcer.answers = request -> StandIn.Reply.of(503, "Retry-After", "42");
        try {
            assertTrue(nginx.get("/anything").contains("Retry-After: 42"));
        } finally {
            nginx.enforcer.answers = before;
        }
    }

    @Test
    void brokenConnectionToTheEnforcerIsNoPermission() throws Exception {
        var before = nginx.enforcer.answers;
        nginx.enforcer.answers = request -> null;
        try {
            assertEquals(503, status(nginx.get("/anything")));
        } finally {
            nginx.enforcer.answers = before;
        }
        assertTrue(nginx.application.seen.isEmpty());
    }

    @Test
    void peopleGetAPageWhenThereIsNoDecision() throws Exception {
        String answer = nginx.get("/500", "Accept: text/html");
        assertEquals(503, status(answer));
        assertTrue(answer.contains("Content-Type: text/html"), answer);
        assertTrue(answer.contains("<h1>Try again shortly</h1>"), answer);
    }

    @Test
    void enforcerThatFailsAtTheExplanationIsNoPermissionEither() throws Exception {
        var before = nginx.enforcer.answers;
        nginx.enforcer.answers =
                request -> request.target().equals("/oauth2/auth") ? StandIn.Reply.of(401) : null;
        try {
            assertEquals(503, status(nginx.get("/anything")));
        } finally {
            nginx.enforcer.answers = before;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 500, 502, 503})
    void applicationsOwnErrorsReachTheClientAsTheyAre(int status) throws Exception {
        String answer = nginx.get("/anything?status=" + status);
        assertEquals(status, status(answer));
        assertTrue(answer.endsWith("from the application"), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/anything", "/401", "/403", "/anything?status=500"})
    void newCookiesReachTheBrowserOnEveryAnswer(String path) throws Exception {
        String answer = nginx.get(path);
        assertTrue(answer.contains("Set-Cookie: __Host-portcullis_at=new; Path=/\r\n"), answer);
        assertTrue(answer.contains("Set-Cookie: __Host-portcullis_rt=new; Path=/\r\n"), answer);
    }

    @Test
    void applicationsOwnCookiesSurvive() throws Exception {
        assertTrue(nginx.get("/anything").toLowerCase().contains("set-cookie: app=1; path=/\r\n"));
    }

    @Test
    void answerWithSessionCookiesIsNotForSharedCaches() throws Exception {
        assertTrue(nginx.get("/anything").contains("Cache-Control: no-store"));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void bodyOfARefusedRequestGoesNowhere(int checkStatus) throws Exception {
        String answer = nginx.raw("a secret body".getBytes(StandardCharsets.US_ASCII),
                "POST /" + checkStatus + " HTTP/1.1", "Host: localhost", "Content-Length: 13");
        assertEquals(checkStatus, status(answer));
        assertTrue(nginx.application.seen.isEmpty());
        assertEquals(2, nginx.enforcer.seen.size());
        nginx.enforcer.seen.forEach(seen -> {
            assertEquals("", seen.body());
            assertEquals("GET", seen.method());
        });
    }

    @Test
    void chunkedBodyOfARefusedRequestGoesNowhere() throws Exception {
        String answer = nginx.raw("d\r\na secret body\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                "PUT /401 HTTP/1.1", "Host: localhost", "Transfer-Encoding: chunked");
        assertEquals(401, status(answer));
        assertFalse(nginx.enforcer.seen.toString().contains("a secret body"));
    }

    @Test
    void bodyOfAPermittedRequestReachesTheApplicationOnly() throws Exception {
        nginx.raw("a secret body".getBytes(StandardCharsets.US_ASCII),
                "POST /anything HTTP/1.1", "Host: localhost", "Content-Length: 13");
        assertEquals("a secret body", nginx.application.last().body());
        assertEquals("", nginx.enforcer.last().body());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/oauth2/auth", "/oauth2/auth/", "/oauth2//auth", "/oauth2/./auth", "/oauth2/x/../auth", "/oauth2/%61uth", "/oauth2/AUTH",
        "/oauth2/auth;x", "/oauth2/auth%3bx", "/oauth2/auth%2f", "/oauth2/auth?x", "/oauth2/auth/x", "/oauth2/challenge",
        "/oauth2/challenge/", "/oauth2/%63hallenge", "/oauth2/challenge%3b", "/oauth2/variables", "/oauth2/", "/oauth2/%00",
    })
    void checkAndChallengeCannotBeReachedFromOutside(String path) throws Exception {
        String answer = nginx.get(path, "X-Original-URI: /", "X-Original-Method: GET", "X-Portcullis-Status: 403");
        assertTrue(nginx.enforcer.seen.stream().allMatch(seen -> "/oauth2/auth".equals(seen.target())
                && !"/".equals(seen.header("X-Original-URI"))), nginx.enforcer.seen.toString());
        assertFalse(answer.contains("from the enforcer"), answer);
    }

    @Test
    void loginsReachTheEnforcerWithTheirBodyAndTheCanonicalPath() throws Exception {
        String answer = nginx.raw("username=a".getBytes(StandardCharsets.US_ASCII),
                "POST /oauth2/%6cogin?x=1 HTTP/1.1", "Host: localhost", "Content-Length: 10", "Origin: http://localhost");
        assertEquals(200, status(answer));
        assertEquals("/oauth2/login?x=1", nginx.enforcer.last().target());
        assertEquals("POST", nginx.enforcer.last().method());
        assertEquals("username=a", nginx.enforcer.last().body());
        assertEquals("http://localhost", nginx.enforcer.last().header("Origin"));
    }

    @Test
    void webSocketHandshakePassesTheGate() throws Exception {
        nginx.get("/socket", "Upgrade: WebSocket", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        assertEquals("websocket", nginx.application.last().header("Upgrade"));
        assertEquals("upgrade", nginx.application.last().header("Connection"));
        assertEquals("WebSocket", nginx.enforcer.last().header("Upgrade"));
    }

    @Test
    void otherUpgradesDoNotPass() throws Exception {
        nginx.get("/socket", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__");
        assertEquals(null, nginx.application.last().header("Upgrade"));
    }

    @Test
    void clientThatHangsUpHarmsNobody() throws Exception {
        try (Socket socket = nginx.open()) {
            socket.getOutputStream().write("POST /anything HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nx".getBytes());
        }
        assertEquals(200, status(nginx.get("/anything")));
    }
}
