package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.acceptance.PortcullisCommand.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.RealmRepresentation;

/** A well installation is told well; each fault is named, with the line to change. */
@OnStack
final class DoctorTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SITE = "nginx/templates/default.conf.template";
    private static final String HTTP = "nginx/templates/portcullis.conf.template";
    private static final String PROXY = "nginx/snippets/portcullis_proxy.conf";

    private final Gate gate;

    DoctorTest(Gate gate) {
        this.gate = gate;
    }

    @Test
    void healthyStackIsWell() throws Exception {
        Result result = Eventually.until(PATIENCE, () -> PortcullisCommand.run(gate.checkout(), "doctor"),
                seen -> seen.status() == 0);
        assertTrue(result.output().contains("All is well."), result.output());
    }

    @Test
    void gateLeftOffInOneLocation() throws Exception {
        withNginx(SITE, text -> text.replace("    location / {", """
                    location /admin/ {
                        proxy_pass http://portcullis_demo;
                    }

                    location / {
                """), () -> finds(2, "GET /admin/portcullis-doctor is not refused to a stranger",
                "default.conf:", "into `location /admin/`: include snippets/auth_subrequest.conf;"));
    }

    @Test
    void enforcerUnreachable() throws Exception {
        gate.stack().down("enforcer");
        try {
            finds(2, "nginx does not reach the enforcer", "portcullis.conf:",
                    "`server 127.0.0.1:" + gate.ports().enforcer() + ";` must be the enforcer's address");
        } finally {
            gate.stack().up("enforcer");
        }
    }

    @Test
    void wrongAudience() throws Exception {
        withMisled(Map.of("PORTCULLIS_AUDIENCE", "somebody-else"),
                management -> finds(2, List.of("--management", management),
                        "the gate refuses a fresh token of its own realm: audience", "PORTCULLIS_AUDIENCE=portcullis"));
    }

    @Test
    void plainHttpWithSecureCookies() throws Exception {
        withMisled(Map.of("PORTCULLIS_PUBLIC_ORIGIN", "http://gate.example.com"),
                management -> finds(2, List.of("--management", management),
                        "the site is plain HTTP (http://gate.example.com), and its cookies are Secure",
                        "PORTCULLIS_PUBLIC_ORIGIN=https://gate.example.com"));
    }

    @Test
    void buffersTooSmall() throws Exception {
        withNginx(PROXY, text -> text.replace("proxy_buffer_size 64k;", "proxy_buffer_size 4k;")
                        .replace("proxy_buffers 4 64k;", "proxy_buffers 4 4k;")
                        .replace("proxy_busy_buffers_size 128k;", "proxy_busy_buffers_size 8k;"),
                () -> finds(2, "nginx's buffer for a check's answer is 4k", "portcullis_proxy.conf:",
                        "proxy_buffer_size 64k;"));
    }

    @Test
    void clockFiveMinutesOff() throws Exception {
        String management = "http://127.0.0.1:" + gate.ports().management();
        try (Forwarder late = new Forwarder(management, (path, body) -> path.equals("/q/metrics") ? slow(body) : body)) {
            finds(2, List.of("--management", late.address()), "the enforcer's clock is 5 min", "behind Keycloak's",
                    "timedatectl set-ntp true");
        }
    }

    @Test
    void providerMissing() throws Exception {
        try (Forwarder bare = new Forwarder(gate.ports().keycloakOrigin(), (path, body) ->
                path.equals("/admin/serverinfo") ? body.replace("\"portcullis-", "\"other-") : body)) {
            Result result = PortcullisCommand.run(gate.checkout(), Map.of("PORTCULLIS_ADMIN_PASSWORD", "admin"),
                    "doctor", "--url", bare.address());
            names(result, 2, "Keycloak has no portcullis-roles-mapper", "cp portcullis-provider.jar KEYCLOAK/providers/");
        }
    }

    @Test
    void feedDown() throws Exception {
        Visitor management = new Visitor("http://127.0.0.1:" + gate.ports().management());
        String account = "service-account-portcullis";
        assertEquals(0, PortcullisCommand.run(gate.checkout(), "user", "revoke", account, "portcullis-feed").status());
        try {
            Eventually.until(PATIENCE, () -> management.get("/q/metrics").body(),
                    metrics -> metrics.contains("portcullis_feed_up 0.0"));
            finds(1, "the change feed is ", "portcullis user grant service-account-portcullis portcullis-feed");
        } finally {
            assertEquals(0, PortcullisCommand.run(gate.checkout(), "user", "grant", account, "portcullis-feed").status());
            Eventually.until(PATIENCE, () -> management.get("/q/metrics").body(),
                    metrics -> metrics.contains("portcullis_feed_up 1.0"));
        }
    }

    @Test
    void policyNamesAMissingRole() throws Exception {
        Path policy = Files.writeString(gate.checkout().file("misspelt.json"),
                Files.readString(gate.checkout().file("policy.json")).replace("\"user\": {", "\"usr\": {")
                        .replace("[\"user\"]", "[\"usr\"]"));
        finds(1, List.of("--policy", policy.toString()), "the policy names the role usr", policy + ":",
                "portcullis role sync");
    }

    @Test
    void rotationOff() throws Exception {
        rotate(false);
        try {
            finds(2, "refresh tokens do not rotate", "Realm settings > Tokens: Revoke Refresh Token = On");
        } finally {
            rotate(true);
        }
    }

    private void rotate(boolean on) {
        try (var admin = gate.admin()) {
            RealmRepresentation realm = admin.realm("portcullis").toRepresentation();
            realm.setRevokeRefreshToken(on);
            admin.realm("portcullis").update(realm);
        }
    }

    private void finds(int status, String... words) throws Exception {
        finds(status, List.of(), words);
    }

    private void finds(int status, List<String> options, String... words) throws Exception {
        List<String> line = new ArrayList<>(List.of("doctor"));
        line.addAll(options);
        names(PortcullisCommand.run(gate.checkout(), line.toArray(new String[0])), status, words);
    }

    private static void names(Result result, int status, String... words) {
        for (String word : words) {
            assertTrue(result.output().contains(word), "\"" + word + "\" is not in:\n" + result.output());
        }
        assertEquals(status, result.status(), result.output());
    }

    /**
     * The metrics of a process whose clock is five minutes behind, and half a minute more: the answers that are compared
     * take their time.
     */
    private static String slow(String metrics) {
        return metrics.lines().map(line -> line.startsWith("process_start_time_seconds")
                ? "process_start_time_seconds " + (Double.parseDouble(line.substring(line.lastIndexOf(' '))) - 330)
                : line).reduce("", (all, line) -> all + line + "\n");
    }

    private interface Step {
        void run() throws Exception;
    }

    private interface StepWith {
        void run(String management) throws Exception;
    }

    private void withMisled(Map<String, String> wrong, StepWith step) throws Exception {
        try (MisledEnforcer misled = new MisledEnforcer(gate, wrong)) {
            withNginx(HTTP, text -> text.replace("${PORTCULLIS_ENFORCER_SERVERS}",
                    "server 127.0.0.1:" + misled.port() + ";"), () -> step.run(misled.managementUrl()));
        }
    }

    private void withNginx(String file, java.util.function.UnaryOperator<String> change, Step step) throws Exception {
        Path path = gate.checkout().file(file);
        String before = Files.readString(path);
        String after = change.apply(before);
        assertTrue(!after.equals(before), "the test changes nothing in " + file);
        Files.writeString(path, after);
        try {
            gate.stack().reload();
            step.run();
        } finally {
            Files.writeString(path, before);
            gate.stack().reload();
        }
    }
}
