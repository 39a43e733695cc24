package io.portcullis.provider.it;

import java.net.URI;
import java.util.List;

/** Two running Keycloak nodes on one database, with the provider jar and the shipped realm. */
interface KeycloakCluster extends AutoCloseable {

    String ADMIN = "admin";
    String ADMIN_PASSWORD = "admin";
    String CLIENT_SECRET = "a-secret-for-tests-only";
    String PUBLIC_ORIGIN = "http://gate.test";
    String BACKCHANNEL_ORIGIN = "http://127.0.0.1:9";

    /** The addresses of the nodes; all tokens carry the first as issuer, whichever node signs them. */
    List<URI> nodes();

    /** The first node as the nodes themselves reach it. */
    default URI seenFromInside() {
        return nodes().get(0);
    }

    /** This machine as the nodes reach it. */
    default String testHost() {
        return "127.0.0.1";
    }

    /** Stops every node, then starts them again on the same database and addresses. */
    void restart() throws Exception;

    @Override
    void close() throws Exception;

    /** Chosen by the system property {@code portcullis.keycloak}: {@code distribution} (default) or {@code containers}. */
    static KeycloakCluster start() throws Exception {
        String launcher = System.getProperty("portcullis.keycloak", "distribution");
        return switch (launcher) {
            case "distribution" -> new DistributionCluster();
            case "containers" -> new ContainerCluster();
            default -> throw new IllegalArgumentException("portcullis.keycloak is '" + launcher
                    + "'; it takes 'distribution' or 'containers'");
        };
    }
}
