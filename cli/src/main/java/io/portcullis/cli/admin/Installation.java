package io.portcullis.cli.admin;

import io.portcullis.cli.NotPossible;
import io.portcullis.cli.stack.StackSettings;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Where the parts of an installation are and what they are called: by the environment's {@code PORTCULLIS_*} settings,
 * then by a local stack that runs from this checkout, then by the defaults.
 */
public final class Installation {

    private static final String REALMS = "/realms/";

    private final Map<String, String> settings;
    private final Path home;
    private final Path state;
    private final Properties ports;

    private Installation(Map<String, String> settings, Path home, Path state, Properties ports) {
        this.settings = settings;
        this.home = home;
        this.state = state;
        this.ports = ports;
    }

    /**
     * The installation that this process's environment and the checkout's {@code .env} tell of.
     *
     * @return the installation
     * @throws CommandFailure when {@code .env} cannot be understood
     */
    public static Installation here() {
        Map<String, String> environment = System.getenv();
        Path home = Path.of(environment.getOrDefault("PORTCULLIS_HOME", "."));
        if (!Files.isDirectory(home.resolve("nginx/templates"))) {
            return of(environment);
        }
        try {
            return of(StackSettings.from(environment).settings());
        } catch (NotPossible e) {
            throw CommandFailure.invalid(e.getMessage());
        }
    }

    /**
     * The installation that the settings tell of.
     *
     * @param settings the environment, with {@code .env} under it
     * @return the installation
     */
    public static Installation of(Map<String, String> settings) {
        Path home = Path.of(settings.getOrDefault("PORTCULLIS_HOME", ".")).toAbsolutePath().normalize();
        Path state = home.resolve(settings.getOrDefault("PORTCULLIS_STATE", ".portcullis"));
        Properties ports = new Properties();
        if (Files.exists(state.resolve("keycloak.pid"))) {
            try (Reader reader = Files.newBufferedReader(state.resolve("ports"))) {
                ports.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                // A local stack that never came up, or of another user: its ports are not used.
                ports.clear();
            }
        }
        return new Installation(settings, home, state, ports);
    }

    /**
     * A setting as it was given.
     *
     * @param name the name of the environment variable
     * @return its value unless that is blank
     */
    public Optional<String> setting(String name) {
        return Optional.ofNullable(settings.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /**
     * The folder that relative settings start from.
     *
     * @return {@code PORTCULLIS_HOME}, or the working folder
     */
    public Path home() {
        return home;
    }

    /**
     * Keycloak's address.
     *
     * @return without a slash at its end
     */
    public URI keycloakUrl() {
        return setting("PORTCULLIS_KEYCLOAK_URL")
                .or(() -> issuerPart(true))
                .map(url -> address("PORTCULLIS_KEYCLOAK_URL", url))
                .orElseGet(() -> local("PORTCULLIS_KEYCLOAK_PORT", "http://localhost:", 8180));
    }

    /**
     * The realm's name.
     *
     * @return {@code PORTCULLIS_REALM}, the realm of {@code PORTCULLIS_ISSUER}, or {@code portcullis}
     */
    public String realm() {
        return setting("PORTCULLIS_REALM").or(() -> issuerPart(false)).orElse("portcullis");
    }

    /**
     * Where browsers see the site.
     *
     * @return scheme, host and port
     */
    public URI publicOrigin() {
        return setting("PORTCULLIS_PUBLIC_ORIGIN")
                .filter(origin -> !runsHere())
                .map(origin -> address("PORTCULLIS_PUBLIC_ORIGIN", origin))
                .orElseGet(() -> local("PORTCULLIS_HTTP_PORT", "http://localhost:", 8080));
    }

    /**
     * The enforcer's health and metrics.
     *
     * @return without a slash at its end
     */
    public URI managementUrl() {
        return setting("PORTCULLIS_MANAGEMENT_URL")
                .map(url -> address("PORTCULLIS_MANAGEMENT_URL", url))
                .orElseGet(() -> local("PORTCULLIS_MANAGEMENT_PORT", "http://127.0.0.1:", 9091));
    }

    /**
     * The client of the gate in the realm.
     *
     * @return {@code PORTCULLIS_CLIENT_ID}, or {@code portcullis}
     */
    public String clientId() {
        return setting("PORTCULLIS_CLIENT_ID").orElse("portcullis");
    }

    /**
     * The audience that access tokens must carry.
     *
     * @return {@code PORTCULLIS_AUDIENCE}, or {@code portcullis}
     */
    public String audience() {
        return setting("PORTCULLIS_AUDIENCE").orElse("portcullis");
    }

    /**
     * The policy file.
     *
     * @return {@code PORTCULLIS_POLICY}, or {@code policy.json}
     */
    public Path policy() {
        return home.resolve(setting("PORTCULLIS_POLICY").orElse("policy.json"));
    }

    /**
     * The secret of the gate's client.
     *
     * @return the setting's, or the local stack's own
     * @throws CommandFailure when a file is named and cannot be read, or what is stated only asks for a secret
     */
    public Optional<String> clientSecret() {
        if (runsHere() && Files.isReadable(state.resolve("client-secret"))) {
            return Optional.of(Secrets.firstLine("the local stack's client secret", state.resolve("client-secret")));
        }
        Optional<String> file = setting("PORTCULLIS_CLIENT_SECRET_FILE");
        Optional<String> stated = file.isPresent()
                ? Optional.of(Secrets.firstLine("PORTCULLIS_CLIENT_SECRET_FILE", home.resolve(file.get())))
                : setting("PORTCULLIS_CLIENT_SECRET");
        if (stated.filter(value -> value.strip().equalsIgnoreCase("generate")).isPresent()) {
            throw CommandFailure.invalid("the client's secret is the word \"generate\", by which .env asks the containers"
                    + " to make one; put the secret itself into PORTCULLIS_CLIENT_SECRET or PORTCULLIS_CLIENT_SECRET_FILE");
        }
        return stated;
    }

    /**
     * The local stack's nginx configuration, where one runs.
     *
     * @return the file
     */
    public Optional<Path> localNginxConfiguration() {
        return Optional.of(state.resolve("nginx/nginx.conf")).filter(file -> runsHere() && Files.isReadable(file));
    }

    /** Whether an address is that of a Keycloak which the local stack of this checkout started. */
    boolean isLocalKeycloak(URI url) {
        return runsHere()
                && Loopback.is(url)
                && Integer.toString(url.getPort()).equals(ports.getProperty("PORTCULLIS_KEYCLOAK_PORT"));
    }

    /**
     * Whether a local stack of this checkout was started and not ended since.
     *
     * @return whether its ports are known
     */
    public boolean runsHere() {
        return !ports.isEmpty();
    }

    private Optional<String> issuerPart(boolean url) {
        return setting("PORTCULLIS_ISSUER")
                .filter(issuer -> !runsHere() && issuer.contains(REALMS))
                .map(issuer -> url
                        ? issuer.substring(0, issuer.lastIndexOf(REALMS))
                        : issuer.substring(issuer.lastIndexOf(REALMS) + REALMS.length()).replaceAll("/+$", ""));
    }

    private URI local(String setting, String base, int otherwise) {
        String port = ports.getProperty(setting, setting(setting).orElse(Integer.toString(otherwise)));
        return address(setting, base + port);
    }

    /**
     * An address as a person wrote it.
     *
     * @param from what it was given by, for the message
     * @param text the address
     * @return the address without a slash at its end
     * @throws CommandFailure when it is no http or https address
     */
    public static URI address(String from, String text) {
        try {
            URI uri = new URI(text.strip().replaceAll("/+$", ""));
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (web && uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null
                    && uri.getFragment() == null && uri.getPort() <= 65535) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // said below, as for other addresses
        }
        throw CommandFailure.invalid(from + ": \"" + text.replaceAll("//[^/@]*@", "//…@")
                + "\" is not an address; write such as https://sso.example.com");
    }
}
