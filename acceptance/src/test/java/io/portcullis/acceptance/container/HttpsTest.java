package io.portcullis.acceptance.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tls profile from its first start on: HTTPS for the site and for Keycloak, and HTTP sent there. */
@NeedsDocker
@ExtendWith(Containers.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HttpsTest {

    private static final String HSTS = "max-age=31536000";

    private Compose compose;

    /** A project of its own: the addresses are fixed in the realm when it is first made. */
    @BeforeAll
    void start() throws Exception {
        compose = new Compose("portcullis-https");
        compose.down();
        compose.set("PORTCULLIS_PUBLIC_ORIGIN", compose.secureOrigin()).set("PORTCULLIS_KEYCLOAK_ORIGIN", keycloak());
        compose.profiles("demo,tls");
        compose.up();
    }

    @AfterAll
    void end() throws Exception {
        compose.down();
    }

    private String keycloak() {
        return "https://localhost:" + compose.setting("PORTCULLIS_KEYCLOAK_HTTPS_PORT");
    }

    @Test
    void loginAtKeycloakLeadsBackToThePageAskedForAndLogoutEndsIt() throws Exception {
        Visit visit = new Visit(compose.secureOrigin(), keycloak());
        String asked = compose.secureOrigin() + "/protected?tab=2";
        assertTrue(visit.open(asked).startsWith(keycloak() + "/realms/portcullis/"), visit.address());
        assertEquals(asked, visit.signIn("moderator", "moderator"));
        assertEquals(200, visit.answer().statusCode());
        assertTrue(visit.answer().body().contains("\"X-Auth-Request-Roles\" : \"moderator\""), visit.answer().body());
        assertTrue(visit.answer().body().contains("\"X-Forwarded-Proto\" : \"https\""), visit.answer().body());
        assertEquals(compose.secureOrigin() + "/", visit.send(compose.secureOrigin() + "/oauth2/sign_out", ""));
        // Keycloak's session is over too: it asks for the password again.
        assertTrue(visit.open(asked).startsWith(keycloak()), visit.address());
        assertTrue(visit.answer().body().contains("name=\"password\""), "Keycloak's login form");
    }

    @Test
    void sessionIsRefreshedByHttps() throws Exception {
        Client user = Client.signedIn(compose.secureOrigin(), "user");
        assertEquals(200, user.post("/oauth2/refresh", "").statusCode());
        assertEquals(200, user.status("/me"));
        assertEquals(403, user.status("/protected"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/protected", "/oauth2/userinfo", "/nowhere"})
    void everyAnswerByHttpsTellsBrowsersToStayThere(String path) throws Exception {
        HttpResponse<String> answer = new Client(compose.secureOrigin()).get(path, "Accept", "application/json");
        assertEquals(HSTS, answer.headers().firstValue("Strict-Transport-Security").orElse("none"));
    }

    @Test
    void httpIsRedirectedToTheSameAddressByHttps() throws Exception {
        HttpResponse<String> answer = new Client(compose.origin()).get("/articles/7?page=2");
        assertEquals(301, answer.statusCode());
        assertEquals(compose.secureOrigin() + "/articles/7?page=2", answer.headers().firstValue("Location").orElseThrow());
    }

    @Test
    void keycloakAnswersByHttpsTooAndByHttpRedirects() throws Exception {
        HttpResponse<String> answer = new Client(keycloak()).get("/realms/portcullis");
        assertEquals(200, answer.statusCode());
        assertEquals(HSTS, answer.headers().firstValue("Strict-Transport-Security").orElse("none"));
        HttpResponse<String> plain =
                new Client("http://localhost:" + compose.setting("PORTCULLIS_KEYCLOAK_PORT")).get("/realms/portcullis");
        assertEquals(301, plain.statusCode());
        assertEquals(keycloak() + "/realms/portcullis", plain.headers().firstValue("Location").orElseThrow());
    }

    @Test
    void gateDecidesByHttpsAsItDoesByHttp() throws Exception {
        assertEquals(200, new Client(compose.secureOrigin()).status("/"));
        assertEquals(401, new Client(compose.secureOrigin()).status("/protected"));
        assertEquals(404, new Client(compose.secureOrigin()).status("/oauth2/auth"));
    }

    @Test
    void certificateComesFromTheFolderAndARenewedOneIsTakenUpByItself(@TempDir Path folder, @TempDir Path renewed)
            throws Exception {
        Certificate selfSigned = served();
        Certificate first = certificateIn(folder);
        compose.set("PORTCULLIS_TLS_FOLDER", folder.toString());
        compose.compose("up", "--wait", "--no-deps", "nginx-tls").orFail("nginx with the folder's certificate");
        assertEquals(first, served());
        assertFalse(first.equals(selfSigned));
        Certificate second = certificateIn(renewed);
        for (String file : new String[] {"tls.key", "tls.crt"}) {
            Files.copy(renewed.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!served().equals(second)) {
            assertTrue(System.nanoTime() < deadline, "the renewed certificate is not served");
            TimeUnit.MILLISECONDS.sleep(200);
        }
        assertEquals(401, new Client(compose.secureOrigin()).status("/protected"));
    }

    private Certificate served() throws Exception {
        return new Client(compose.secureOrigin()).connectingAnew().get("/").sslSession().orElseThrow()
                .getPeerCertificates()[0];
    }

    private Certificate certificateIn(Path folder) throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Compose.docker("run", "--rm", "-e", "PORTCULLIS_PUBLIC_ORIGIN=" + compose.secureOrigin(),
                "-e", "PORTCULLIS_KEYCLOAK_ORIGIN=" + keycloak(), "-v", folder + ":/certificates",
                "portcullis/cli", "secrets", "--certificate", "/certificates").orFail("a certificate");
        return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(
                Files.readString(folder.resolve("tls.crt")).getBytes(StandardCharsets.US_ASCII)));
    }
}
