package io.portcullis.acceptance.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gate in containers does what the gate of the local stack does, and each container is kept small. */
@NeedsDocker
@ExtendWith(Containers.class)
final class ContainersTest {

    private final Compose compose;

    ContainersTest(Compose compose) {
        this.compose = compose;
    }

    @Test
    void landingPageIsOpenToEveryone() throws Exception {
        assertEquals(200, new Client(compose.origin()).status("/"));
    }

    @Test
    void pageWithoutSessionIsSentToLoginAtKeycloaksPublicAddress() throws Exception {
        Client browser = new Client(compose.origin());
        HttpResponse<String> refused = browser.get("/protected", "Accept", "text/html", "Sec-Fetch-Mode", "navigate");
        assertEquals(302, refused.statusCode());
        String start = refused.headers().firstValue("Location").orElseThrow();
        HttpResponse<String> begun = browser.get(start, "Accept", "text/html", "Sec-Fetch-Mode", "navigate");
        String login = begun.headers().firstValue("Location").orElseThrow();
        assertTrue(login.startsWith("http://localhost:"), login);
        int path = login.indexOf('/', "http://".length());
        HttpResponse<String> form = new Client(login.substring(0, path)).get(login.substring(path));
        assertEquals(200, form.statusCode());
        assertTrue(form.body().contains("name=\"username\""), "Keycloak's login form");
    }

    @Test
    void programWithoutSessionIsToldSoInJson() throws Exception {
        HttpResponse<String> refused = new Client(compose.origin()).get("/protected", "Accept", "application/json");
        assertEquals(401, refused.statusCode());
        assertTrue(refused.headers().firstValue("WWW-Authenticate").isPresent());
        assertTrue(refused.body().startsWith("{"), refused.body());
    }

    @ParameterizedTest(name = "{0} at {1}: {2}")
    @CsvSource({
        "moderator, /protected, 200", "user, /protected, 403", "admin, /protected, 200",
        "admin, /nowhere, 403", "admin, /reports/7.pdf, 200", "moderator, /reports/7.pdf, 403", "user, /me, 200"
    })
    void policySaysWhoMaySee(String user, String path, int status) throws Exception {
        assertEquals(status, Client.signedIn(compose.origin(), user).status(path));
    }

    @Test
    void upstreamLearnsTheRoles() throws Exception {
        String echo = Client.signedIn(compose.origin(), "moderator").get("/protected").body();
        assertEquals("moderator", new ObjectMapper().readTree(echo).at("/identity/X-Auth-Request-Roles").asText());
    }

    @Test
    void forgedHeadersChangeNothing() throws Exception {
        HttpResponse<String> refused = Client.signedIn(compose.origin(), "user").get("/protected",
                "X-Original-URI", "/", "X-Auth-Request-User", "admin", "X-Forwarded-Uri", "/", "Accept", "application/json");
        assertEquals(403, refused.statusCode());
    }

    @Test
    void checkIsNotReachableFromOutside() throws Exception {
        assertEquals(404, new Client(compose.origin()).status("/oauth2/auth"));
    }

    @Test
    void sessionIsRefreshedThroughTheContainersOwnWayToKeycloak() throws Exception {
        Client client = Client.signedIn(compose.origin(), "moderator");
        assertEquals(200, client.post("/oauth2/refresh", "").statusCode());
        assertEquals(200, client.status("/protected"));
    }

    @Test
    void signingOutEndsTheSessionAtKeycloakToo() throws Exception {
        Client client = Client.signedIn(compose.origin(), "moderator");
        Client copy = client.copy();
        HttpResponse<String> ended = client.post("/oauth2/sign_out", "");
        assertEquals(200, ended.statusCode(), ended.body());
        assertTrue(new ObjectMapper().readTree(ended.body()).path("identity_provider_session_ended").asBoolean(), ended.body());
        assertEquals(401, copy.status("/protected"));
        assertEquals(401, copy.post("/oauth2/refresh", "").statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"database", "keycloak", "enforcer", "nginx", "demo-upstream"})
    void containerIsNotRootCannotWriteItsImageAndIsLimited(String service) throws Exception {
        JsonNode container = inspect(service);
        String user = container.at("/Config/User").asText();
        assertTrue(user.matches("[1-9][0-9]*(:[0-9]+)?"), service + " runs as \"" + user + "\"");
        assertTrue(container.at("/HostConfig/ReadonlyRootfs").asBoolean(), "read-only");
        assertTrue(container.at("/HostConfig/Memory").asLong() > 0, "memory limit");
        assertEquals("[\"ALL\"]", container.at("/HostConfig/CapDrop").toString());
        assertTrue(container.at("/HostConfig/SecurityOpt").toString().contains("no-new-privileges"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"database", "keycloak", "enforcer", "nginx", "demo-upstream"})
    void containersDefinitionHoldsNoSecret(String service) throws Exception {
        String environment = inspect(service).at("/Config/Env").toString();
        for (String file : new String[] {"client/secret", "database/password", "admin/password"}) {
            Docker.Run read = compose.compose("exec", "-T", "keycloak", "cat", "/run/portcullis/" + file);
            assertFalse(environment.contains(read.orFail("reading a secret").strip()), service + ": " + file);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"enforcer", "nginx", "demo-upstream", "database"})
    void secretsReachOnlyThoseThatNeedThem(String service) throws Exception {
        String seen = compose.compose("exec", "-T", service, "sh", "-c", "ls /run/portcullis/*/* 2>/dev/null; true").said();
        String needed = switch (service) {
            case "enforcer" -> "/run/portcullis/client/secret";
            case "database" -> "/run/portcullis/database/password";
            default -> "";
        };
        assertEquals(needed, seen.strip());
    }

    @Test
    void portsArePublishedOnThisMachineOnly() throws Exception {
        JsonNode ports = inspect("nginx").at("/NetworkSettings/Ports");
        int published = 0;
        for (JsonNode bindings : ports) {
            for (JsonNode binding : bindings) {
                assertEquals("127.0.0.1", binding.path("HostIp").asText());
                published++;
            }
        }
        assertEquals(2, published);
        for (String inner : new String[] {"database", "keycloak", "enforcer", "demo-upstream"}) {
            assertFalse(inspect(inner).at("/NetworkSettings/Ports").toString().contains("HostPort"), inner);
        }
    }

    @Test
    void enforcerReadsItsClassesFromTheArchiveOfItsOwnBuild() throws Exception {
        String mapped = compose.compose("exec", "-T", "enforcer", "cat", "/proc/1/maps").orFail("the enforcer's memory");
        assertTrue(mapped.contains("/opt/portcullis/enforcer.jsa"), "AppCDS archive");
    }

    @ParameterizedTest
    @ValueSource(strings = {"portcullis/keycloak", "portcullis/enforcer", "portcullis/cli"})
    void imageCarriesWhatItIsMadeOf(String image) throws Exception {
        String sbom = Compose.docker("run", "--rm", "--entrypoint", "cat", image, "/opt/portcullis/sbom.cdx.json")
                .orFail("reading the bill of materials");
        assertEquals("CycloneDX", new ObjectMapper().readTree(sbom).path("bomFormat").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"portcullis/keycloak", "portcullis/enforcer", "portcullis/nginx", "portcullis/cli"})
    void imageSaysWhatItIsAndThoseThatServeHowTheyAre(String image) throws Exception {
        String json = Compose.docker("image", "inspect", "-f", "{{json .Config}}", image).orFail("docker image inspect");
        JsonNode made = new ObjectMapper().readTree(json);
        for (String label : new String[] {"title", "version", "revision", "licenses"}) {
            assertFalse(made.at("/Labels/org.opencontainers.image." + label).asText().isEmpty(), label);
        }
        assertEquals(!image.equals("portcullis/cli"), made.at("/Healthcheck/Test/0").asText().equals("CMD"), json);
    }

    private JsonNode inspect(String service) throws Exception {
        String json = Compose.docker("inspect", compose.container(service)).orFail("docker inspect " + service);
        return new ObjectMapper().readTree(json).get(0);
    }
}
