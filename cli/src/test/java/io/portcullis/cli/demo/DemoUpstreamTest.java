package io.portcullis.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoUpstreamTest {

    @TempDir
    Path folder;

    private Path policy;
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        policy = Files.writeString(folder.resolve("policy.json"), """
                {"$schema": "x", "@public": {"locations": ["/"]},
                 "@authenticated": {"locations": ["/users/{token.preferred_username}/**"]},
                 "user": {"locations": ["GET /articles/**"]},
                 "moderator": {"inherits": ["user"], "locations": ["/protected", "PUT,DELETE /articles/*"]},
                 "admin": {"inherits": ["moderator"], "locations": ["@reports", {"location": "/admin/keys/**", "acr": "2"}]}}
                """);
        server = DemoUpstream.start("127.0.0.1", 0, policy);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void echoShowsIdentityAndOnlyTheNamesOfCredentials() throws Exception {
        String body = get("/protected?x=1", "X-Auth-Request-Roles", "moderator", "X-Auth-Request-Access-Token", "abcdef",
                "Authorization", "Basic secret", "Cookie", "a=secret; b=secret").body();
        JsonNode echo = new ObjectMapper().readTree(body);
        assertEquals("/protected?x=1", echo.path("path").asText());
        assertEquals("moderator", echo.path("identity").path("X-Auth-Request-Roles").asText());
        assertEquals("Basic", echo.path("authorizationScheme").asText());
        assertEquals("[\"a\",\"b\"]", echo.path("cookieNames").toString());
        assertFalse(body.contains("secret"));
        assertFalse(body.contains("abcdef"));
    }

    @Test
    void statusThatIsAskedForIsAnswered() throws Exception {
        assertEquals(500, get("/x?status=500").statusCode());
    }

    @Test
    void landingPageListsTheLocationsAndWhoMaySeeThem() throws Exception {
        String page = get("/").body();
        assertTrue(page.contains("<code>/protected</code></td><td>moderator, admin</td><td><a href=\"/protected\">"), page);
        assertTrue(page.contains("<code>GET /articles/**</code></td><td>user, moderator, admin</td><td><a href=\"/articles/1\">"));
        assertTrue(page.contains("<code>PUT,DELETE /articles/*</code></td><td>moderator, admin</td><td></td>"));
        assertTrue(page.contains("<code>@reports</code></td><td>admin</td><td><a href=\"/reports/7.pdf\">"));
        assertTrue(page.contains("<code>/admin/keys/**</code></td><td>admin</td>"));
        assertTrue(page.contains("everyone who is signed in"));
    }

    @Test
    void visitorIsOfferedToSignIn() throws Exception {
        assertTrue(get("/").body().contains("href=\"/oauth2/start?rd=%2F\""));
    }

    @Test
    void signedInUserIsOfferedToSignOut() throws Exception {
        String page = get("/", "X-Auth-Request-Preferred-Username", "mo", "X-Auth-Request-Roles", "moderator").body();
        assertTrue(page.contains("<form method=\"post\" action=\"/oauth2/sign_out\">"));
        assertTrue(page.contains("<strong id=\"user\">mo</strong>"));
    }

    @Test
    void namesAreEscapedInThePage() throws Exception {
        String page = get("/", "X-Auth-Request-Preferred-Username", "<script>\"&").body();
        assertTrue(page.contains("&lt;script&gt;&quot;&amp;"));
        assertFalse(page.contains("<script>"));
    }

    @Test
    void policyThatCannotBeReadIsSaidOnThePage() throws Exception {
        Files.writeString(policy, "{");
        HttpResponse<String> answer = get("/");
        assertEquals(200, answer.statusCode());
        assertTrue(answer.body().contains("cannot be read"));
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
