package io.portcullis.acceptance.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tls profile: HTTPS with a certificate made for trying, and HTTP sent there. */
@NeedsDocker
@ExtendWith(Containers.class)
final class HttpsTest {

    private final Compose compose;

    HttpsTest(Compose compose) {
        this.compose = compose;
    }

    /** The two nginx alone change: what they serve is what is tried here. */
    @BeforeAll
    static void secure(Compose compose) throws Exception {
        String origin = compose.origin();
        compose.set("PORTCULLIS_PUBLIC_ORIGIN", compose.secureOrigin())
                .set("PORTCULLIS_KEYCLOAK_ORIGIN", "https://localhost:" + compose.setting("PORTCULLIS_KEYCLOAK_HTTPS_PORT"));
        compose.compose("--profile", "tls", "up", "--wait", "--no-deps", "nginx", "nginx-tls", "certificate");
        compose.compose("--profile", "tls", "up", "--wait", "--no-deps", "nginx-tls").orFail("docker compose up");
        compose.set("PORTCULLIS_PUBLIC_ORIGIN", origin)
                .set("PORTCULLIS_KEYCLOAK_ORIGIN", origin.replaceAll("[0-9]+$", "")
                        + compose.setting("PORTCULLIS_KEYCLOAK_PORT"));
    }

    @AfterAll
    static void plainAgain(Compose compose) throws Exception {
        compose.compose("--profile", "tls", "rm", "-sf", "nginx-tls").orFail("removing nginx-tls");
        compose.compose("up", "--wait", "--no-deps", "nginx").orFail("nginx as it was");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/protected", "/oauth2/userinfo", "/nowhere"})
    void everyAnswerByHttpsTellsBrowsersToStayThere(String path) throws Exception {
        HttpResponse<String> answer = new Client(compose.secureOrigin()).get(path, "Accept", "application/json");
        assertEquals("max-age=31536000", answer.headers().firstValue("Strict-Transport-Security").orElse("none"));
    }

    @Test
    void httpIsRedirectedToTheSameAddressByHttps() throws Exception {
        HttpResponse<String> answer = new Client(compose.origin()).get("/articles/7?page=2");
        assertEquals(301, answer.statusCode());
        assertEquals(compose.secureOrigin() + "/articles/7?page=2", answer.headers().firstValue("Location").orElseThrow());
    }

    @Test
    void keycloakAnswersByHttpsToo() throws Exception {
        HttpResponse<String> answer = new Client("https://localhost:" + compose.setting("PORTCULLIS_KEYCLOAK_HTTPS_PORT"))
                .get("/realms/portcullis");
        assertEquals(200, answer.statusCode());
        assertEquals("max-age=31536000", answer.headers().firstValue("Strict-Transport-Security").orElse("none"));
    }

    @Test
    void gateDecidesByHttpsAsItDoesByHttp() throws Exception {
        assertEquals(200, new Client(compose.secureOrigin()).status("/"));
        assertEquals(401, new Client(compose.secureOrigin()).status("/protected"));
    }
}
