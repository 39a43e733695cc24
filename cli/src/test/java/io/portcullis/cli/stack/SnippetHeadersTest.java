package io.portcullis.cli.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What crosses the seam between client, nginx, enforcer and application. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SnippetHeadersTest {

    private NginxWithStandIns nginx;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        nginx = new NginxWithStandIns(folder, java.util.Map.of(), site -> site.replace("    location / {", """
                    location /opted-in {
                        set $portcullis_pass_access_token on;
                        include snippets/auth_subrequest.conf;
                        proxy_pass http://portcullis_demo;
                    }
                    location / {
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
    @ValueSource(strings = {
        "X-Auth-Request-User", "x-auth-request-user", "X-AUTH-REQUEST-ROLES", "X_Auth_Request_User", "X_AUTH_REQUEST_ROLES",
        "X-Auth-Request-Email", "X-Auth-Request-Preferred-Username", "X-Auth-Request-Access-Token", "X-Auth-Request-Groups",
        "X-Forwarded-User", "X-Forwarded-Email", "X-Forwarded-Groups", "X-Forwarded-Access-Token", "Remote-User",
        "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Real-IP", "X-Request-ID",
        "X-Original-URI", "X-Original-URL", "X-Original-Method", "X-Rewrite-URL", "X-HTTP-Method-Override",
        "X-Method-Override", "X-HTTP-Method", "X-Forwarded-Prefix", "X-Forwarded-Uri", "X-Portcullis-Location",
    })
    void clientsWordForTheGatesHeadersNeverReachesTheApplication(String name) throws Exception {
        nginx.get("/anything", name + ": forged-by-the-client");
        assertFalse(nginx.application.last().headers().toString().contains("forged-by-the-client"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "X-Original-URI", "X-Original-Method", "X-Original-Host", "X-Original-Scheme", "X-Portcullis-Location",
        "X_Original_URI", "x-original-uri", "X-Portcullis-Pass-Access-Token", "X-Portcullis-Status", "X-Forwarded-Uri",
        "X-Real-IP", "X-Forwarded-For", "X-Request-ID", "Content-Length: 0\r\nX-Other",
    })
    void clientsWordForTheChecksHeadersNeverReachesTheEnforcer(String name) throws Exception {
        for (String path : List.of("/anything", "/401", "/403", "/oauth2/userinfo")) {
            nginx.get(path, name + ": forged-by-the-client");
        }
        nginx.enforcer.seen.forEach(seen ->
                assertFalse(seen.headers().toString().contains("forged-by-the-client"), seen.target()));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/a%2fb/%2e%2e/c?x=%0d%0aX-Evil:%201", "//a/./b;p=1?q", "/%E2%82%AC?a=/../", "/protected%20?x", "/PROTECTED/../a",
        "/a?b#c",
    })
    void checkSeesTheTargetByteForByte(String target) throws Exception {
        nginx.get(target);
        assertEquals(target, nginx.enforcer.last().header("X-Original-URI"));
    }

    @Test
    void identityComesFromTheCheckAlone() throws Exception {
        var before = nginx.enforcer.answers;
        nginx.enforcer.answers = request -> StandIn.Reply.of(202,
                "X-Auth-Request-User", "u-1", "X-Auth-Request-Roles", "moderator", "X-Auth-Request-Email", "m@example.org",
                "X-Auth-Request-Preferred-Username", "mo");
        try {
            nginx.get("/anything", "X-Auth-Request-Roles: admin");
        } finally {
            nginx.enforcer.answers = before;
        }
        StandIn.Seen seen = nginx.application.last();
        assertEquals(List.of("moderator"), seen.headers().get("X-Auth-Request-Roles"));
        assertEquals("u-1", seen.header("X-Auth-Request-User"));
        assertEquals("m@example.org", seen.header("X-Auth-Request-Email"));
        assertEquals("mo", seen.header("X-Auth-Request-Preferred-Username"));
    }

    @Test
    void applicationSeesTheCookiesAndAuthorizationThatTheCheckHandsBack() throws Exception {
        var before = nginx.enforcer.answers;
        nginx.enforcer.answers = request ->
                StandIn.Reply.of(202, "X-Portcullis-Cookie", "app=7", "X-Portcullis-Authorization", "Basic abc");
        try {
            nginx.get("/anything", "Cookie: __Host-portcullis_at=secret; app=7", "Authorization: Bearer secret",
                    "Cookie: __Host-portcullis_rt=secret");
        } finally {
            nginx.enforcer.answers = before;
        }
        assertEquals(List.of("app=7"), nginx.application.last().headers().get("Cookie"));
        assertEquals(List.of("Basic abc"), nginx.application.last().headers().get("Authorization"));
    }

    @Test
    void withoutAWordFromTheCheckNeitherCookieNorAuthorizationReachesTheApplication() throws Exception {
        nginx.get("/anything", "Cookie: __Host-portcullis_at=secret", "Authorization: Bearer secret");
        assertNull(nginx.application.last().header("Cookie"));
        assertNull(nginx.application.last().header("Authorization"));
    }

    @Test
    void checkSeesMethodHostAndAddressAsNginxSawThem() throws Exception {
        nginx.raw("DELETE /articles/7?x=1 HTTP/1.1", "Host: LocalHost:" + nginx.port(), "Content-Length: 0");
        StandIn.Seen check = nginx.enforcer.last();
        assertEquals("GET", check.method());
        assertEquals("DELETE", check.header("X-Original-Method"));
        assertEquals("/articles/7?x=1", check.header("X-Original-URI"));
        assertEquals("localhost", check.header("X-Original-Host"));
        assertEquals("http", check.header("X-Original-Scheme"));
        assertEquals("127.0.0.1", check.header("X-Real-IP"));
        assertEquals(32, check.header("X-Request-ID").length());
    }

    @Test
    void hostThatIsCheckedIsTheHostThatTheApplicationSees() throws Exception {
        nginx.raw("GET http://other.example/ HTTP/1.1", "Host: localhost:" + nginx.port());
        assertEquals("other.example", nginx.enforcer.last().header("X-Original-Host"));
        assertEquals("other.example", nginx.application.last().header("Host"));
    }

    @Test
    void applicationSeesThePortThatTheClientAsked() throws Exception {
        nginx.raw("GET / HTTP/1.1", "Host: LOCALHOST:" + nginx.port());
        assertEquals("localhost:" + nginx.port(), nginx.application.last().header("Host"));
    }

    @Test
    void onlyALocationThatAsksForItGetsTheAccessToken() throws Exception {
        nginx.get("/anything");
        assertNull(nginx.enforcer.last().header("X-Portcullis-Pass-Access-Token"));
        nginx.get("/opted-in");
        assertEquals("on", nginx.enforcer.last().header("X-Portcullis-Pass-Access-Token"));
    }

    @Test
    void nameOfALocationIsToldToTheCheckThereAndNowhereElse() throws Exception {
        nginx.get("/reports/7.pdf");
        assertEquals("reports", nginx.enforcer.last().header("X-Portcullis-Location"));
        nginx.get("/reports/x");
        assertNull(nginx.enforcer.last().header("X-Portcullis-Location"));
    }

    @Test
    void severalKilobytesOfCookiesPassBothWays() throws Exception {
        String cookie = "c".repeat(4000);
        var before = nginx.enforcer.answers;
        nginx.enforcer.answers = request -> StandIn.Reply.of(202,
                "X-Auth-Cookie-1", "a=" + cookie, "X-Auth-Cookie-2", "b=" + cookie, "X-Auth-Cookie-3", "c=" + cookie,
                "X-Auth-Cookie-4", "d=" + cookie, "X-Portcullis-Cookie", "app=" + cookie + cookie,
                "X-Portcullis-Authorization", "Basic " + cookie + cookie);
        String answer;
        try {
            answer = nginx.get("/anything", "Cookie: x=" + cookie + cookie + cookie, "Authorization: Basic " + cookie + cookie);
        } finally {
            nginx.enforcer.answers = before;
        }
        assertEquals(200, NginxWithStandIns.status(answer));
        assertTrue(answer.contains("Set-Cookie: d=" + cookie));
        assertEquals("app=" + cookie + cookie, nginx.application.last().header("Cookie"));
    }

    @Test
    void accessLogHoldsNoQuery() throws Exception {
        nginx.get("/oauth2/callback?code=a-secret-code&state=a-secret-state");
        nginx.get("/anything?token=a-secret-token");
        assertTrue(nginx.accessLog().contains("/oauth2/callback"));
        assertFalse(nginx.accessLog().contains("a-secret"));
    }
}
