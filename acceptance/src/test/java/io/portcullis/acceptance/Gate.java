package io.portcullis.acceptance;

import io.portcullis.cli.stack.LocalStack;
import io.portcullis.cli.stack.Ports;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.keycloak.admin.client.Keycloak;

/**
 * The running gate.
 *
 * @param checkout its files, which tests may edit and put back
 * @param stack its processes
 * @param ports where it listens
 */
record Gate(Checkout checkout, LocalStack stack, Ports ports) {

    String origin() {
        return ports.publicOrigin();
    }

    /** Someone without a session. */
    Visitor visitor() {
        return new Visitor(origin());
    }

    /** Someone who signed in with name and password, which are the same for the demo users. */
    Visitor signedInAs(String user) throws Exception {
        Visitor visitor = visitor();
        visitor.signIn(user);
        return visitor;
    }

    /** The secret of the gate's client. */
    String clientSecret() throws IOException {
        try (Stream<Path> files = Files.walk(checkout.file(".portcullis"), 2)) {
            return Files.readString(files.filter(file -> file.getFileName().toString().contains("client-secret"))
                    .findFirst().orElseThrow()).strip();
        }
    }

    /** Revokes a token as the gate's client (RFC 7009). */
    void revoke(String token) throws Exception {
        Answer answer = new Visitor(ports.keycloakOrigin()).post("/realms/portcullis/protocol/openid-connect/revoke",
                "client_id=portcullis&client_secret=" + URLEncoder.encode(clientSecret(), StandardCharsets.UTF_8)
                        + "&token=" + token);
        if (answer.status() != 200) {
            throw new AssertionError("revoking gave " + answer.status() + ": " + answer.body());
        }
    }

    /** Keycloak's administrator, to be closed after use. */
    Keycloak admin() {
        return Keycloak.getInstance(ports.keycloakOrigin(), "master", "admin", "admin", "admin-cli");
    }
}
