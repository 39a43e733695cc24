package io.portcullis.acceptance;

import io.portcullis.cli.stack.LocalStack;
import io.portcullis.cli.stack.Ports;
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

    /** Keycloak's administrator, to be closed after use. */
    Keycloak admin() {
        return Keycloak.getInstance(ports.keycloakOrigin(), "master", "admin", "admin", "admin-cli");
    }
}
