package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client says about itself, or how it spells an address, opens nothing. */
@OnStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ForgeryTest {

    private final Gate gate;
    private Visitor user;
    private Visitor moderator;

    ForgeryTest(Gate gate) {
        this.gate = gate;
    }

    @BeforeAll
    void signIn() throws Exception {
        user = gate.signedInAs("user");
        moderator = gate.signedInAs("moderator");
    }

    @ParameterizedTest
    @CsvSource({
        "X-Original-URI, /articles/1",
        "X-Original-URI, /",
        "X_Original_URI, /",
        "X-Original-URL, /articles/1",
        "X-Rewrite-URL, /articles/1",
        "X-Forwarded-Uri, /articles/1",
        "X-Auth-Request-User, admin",
        "X-Auth-Request-Roles, admin",
        "x_auth_request_roles, admin",
        "X-Portcullis-Location, reports",
        "X-Forwarded-For, 127.0.0.1",
        "User-Agent, kube-probe/1.30",
        "X-Portcullis-Status, 202",
    })
    void forgedHeaderOpensNothing(String name, String value) throws Exception {
        assertEquals(401, gate.visitor().get("/protected", "Accept", Visitor.JSON, name, value).status());
        assertEquals(403, user.get("/protected", "Accept", Visitor.JSON, name, value).status());
        assertEquals(403, user.get("/reports/7.pdf", "Accept", Visitor.JSON, name, value).status());
    }

    @Test
    void forgedMethodHeaderDoesNotChangeTheMethodThatIsChecked() throws Exception {
        assertEquals(403, user.send("DELETE", "/articles/7", null, "X-Original-Method", "GET").status());
        assertEquals(403, user.send("DELETE", "/articles/7", null, "X-HTTP-Method-Override", "GET").status());
    }

    @Test
    void methodOverrideDoesNotReachTheApplication() throws Exception {
        Answer answer = user.get("/articles/7", "X-HTTP-Method-Override", "DELETE", "X-Method-Override", "DELETE");
        assertEquals(200, answer.status());
        assertFalse(answer.json().path("headerNames").toString().toLowerCase().contains("override"));
    }

    @Test
    void applicationLearnsTheIdentityOfTheSessionOnly() throws Exception {
        Answer answer = moderator.get("/protected", "X-Auth-Request-User", "forged", "X-Auth-Request-Roles", "admin",
                "X_Auth_Request_Roles", "admin", "X-Auth-Request-Groups", "admins", "X-Forwarded-User", "forged");
        assertEquals("moderator", answer.identity("X-Auth-Request-Roles"));
        assertFalse(answer.body().contains("forged"));
        assertFalse(answer.body().contains("admin"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/articles/../protected", "/articles/%2e%2e/protected", "/articles/..%2fprotected", "/articles/..%5cprotected",
        "/articles/..;/protected", "/articles/.%2e/protected", "//protected", "/./protected", "/%70rotected/../protected",
        "/protected;x", "/protected%3bx", "/protected/", "/protected//", "/protected/.", "/protected%00", "/protected%20",
        "/protected%2f", "/PROTECTED", "/protected%23", "/protected%3f", "/protected#/articles/1", "/protected?/articles/1",
        "/articles/%252e%252e/protected", "/articles/..\\protected", "/protected%c0%af", "/pr%6ftected", "/protected.",
    })
    void spellingOfAnAddressOpensNothingToWhomItIsClosed(String target) throws Exception {
        assertNotEquals(200, status("GET " + target + " HTTP/1.1", user.cookieHeader()), "user");
        assertNotEquals(200, status("GET " + target + " HTTP/1.1", null), "anonymous");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "OPTIONS /protected HTTP/1.1", "HEAD /protected HTTP/1.1", "get /protected HTTP/1.1", "TRACE /protected HTTP/1.1",
        "PURGE /protected HTTP/1.1", "GET http://localhost/protected HTTP/1.1", "GET http://other.example/protected HTTP/1.1",
        "CONNECT /protected HTTP/1.1", "GET  /protected HTTP/1.1", "GET /protected HTTP/1.0",
    })
    void unusualRequestLineOpensNothing(String line) throws Exception {
        assertNotEquals(200, status(line, user.cookieHeader()), "user");
    }

    private int status(String line, String cookies) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gate.ports().http())) {
            socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
            String head = line + "\r\nHost: localhost:" + gate.ports().http() + "\r\nAccept: application/json\r\n"
                    + (cookies == null ? "" : "Cookie: " + cookies + "\r\n") + "Connection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return answer.startsWith("HTTP/") ? Integer.parseInt(answer.substring(9, 12)) : 0;
        }
    }
}
