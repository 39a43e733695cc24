package io.portcullis.cli.stack;

import io.portcullis.cli.NotPossible;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * The ports of a local stack, all on the loopback address.
 *
 * @param http nginx, the public origin
 * @param keycloak Keycloak
 * @param enforcer the enforcer's checks and logins
 * @param management the enforcer's health and metrics
 * @param keycloakManagement Keycloak's health; chosen free unless set
 * @param demo the demo application; chosen free unless set
 */
public record Ports(int http, int keycloak, int enforcer, int management, int keycloakManagement, int demo) {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    /**
     * The ports that the settings ask for.
     *
     * @param settings the environment with {@code .env} under it
     * @param remembered the ports of the stack's last start, from which the inner ones are taken when still free
     */
    static Ports choose(Map<String, String> settings, Properties remembered) throws NotPossible {
        int http = port(settings, "PORTCULLIS_HTTP_PORT", 8080);
        int keycloak = port(settings, "PORTCULLIS_KEYCLOAK_PORT", 8180);
        int enforcer = port(settings, "PORTCULLIS_ENFORCER_PORT", 9090);
        int management = port(settings, "PORTCULLIS_MANAGEMENT_PORT", 9091);
        Set<Integer> chosen = new HashSet<>(Set.of());
        for (int port : new int[] {http, keycloak, enforcer, management}) {
            if (!chosen.add(port)) {
                throw new NotPossible("port " + port + " is set for two parts of the stack: PORTCULLIS_HTTP_PORT, "
                        + "PORTCULLIS_KEYCLOAK_PORT, PORTCULLIS_ENFORCER_PORT and PORTCULLIS_MANAGEMENT_PORT must differ");
            }
        }
        int keycloakManagement = inner(settings, "PORTCULLIS_KEYCLOAK_MANAGEMENT_PORT", remembered, chosen);
        int demo = inner(settings, "PORTCULLIS_DEMO_PORT", remembered, chosen);
        return new Ports(http, keycloak, enforcer, management, keycloakManagement, demo);
    }

    /** The ports as they were written by {@link #write}, or {@code null} when they are not all there. */
    static Ports read(Properties properties) {
        try {
            return new Ports(
                    Integer.parseInt(properties.getProperty("PORTCULLIS_HTTP_PORT")),
                    Integer.parseInt(properties.getProperty("PORTCULLIS_KEYCLOAK_PORT")),
                    Integer.parseInt(properties.getProperty("PORTCULLIS_ENFORCER_PORT")),
                    Integer.parseInt(properties.getProperty("PORTCULLIS_MANAGEMENT_PORT")),
                    Integer.parseInt(properties.getProperty("PORTCULLIS_KEYCLOAK_MANAGEMENT_PORT")),
                    Integer.parseInt(properties.getProperty("PORTCULLIS_DEMO_PORT")));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    void write(Properties properties) {
        properties.setProperty("PORTCULLIS_HTTP_PORT", Integer.toString(http));
        properties.setProperty("PORTCULLIS_KEYCLOAK_PORT", Integer.toString(keycloak));
        properties.setProperty("PORTCULLIS_ENFORCER_PORT", Integer.toString(enforcer));
        properties.setProperty("PORTCULLIS_MANAGEMENT_PORT", Integer.toString(management));
        properties.setProperty("PORTCULLIS_KEYCLOAK_MANAGEMENT_PORT", Integer.toString(keycloakManagement));
        properties.setProperty("PORTCULLIS_DEMO_PORT", Integer.toString(demo));
    }

    /**
     * The origin under which browsers see the site.
     *
     * @return scheme, host and port
     */
    public String publicOrigin() {
        return "http://localhost:" + http;
    }

    /**
     * The address of Keycloak, for browsers and for the enforcer alike.
     *
     * @return scheme, host and port
     */
    public String keycloakOrigin() {
        return "http://localhost:" + keycloak;
    }

    /** Whether nothing listens on the port of the loopback address. */
    static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(LOOPBACK, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int port(Map<String, String> settings, String name, int otherwise) throws NotPossible {
        String value = settings.get(name);
        if (value == null || value.isBlank()) {
            return otherwise;
        }
        try {
            int port = Integer.parseInt(value.strip());
            if (port >= 1 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below, as for a number out of range
        }
        throw new NotPossible(name + " must be a port number from 1 to 65535, and is \"" + value + "\"");
    }

    private static int inner(Map<String, String> settings, String name, Properties remembered, Set<Integer> chosen)
            throws NotPossible {
        int set = port(settings, name, 0);
        if (set != 0) {
            chosen.add(set);
            return set;
        }
        String before = remembered.getProperty(name, "");
        if (before.matches("[1-9][0-9]{0,4}")) {
            int port = Integer.parseInt(before);
            if (port <= 65535 && !chosen.contains(port) && free(port)) {
                chosen.add(port);
                return port;
            }
        }
        while (true) {
            int port = anyFree();
            if (chosen.add(port)) {
                return port;
            }
        }
    }

    private static int anyFree() throws NotPossible {
        try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new NotPossible("no free port could be had on the loopback address: " + e.getMessage(), e);
        }
    }
}
