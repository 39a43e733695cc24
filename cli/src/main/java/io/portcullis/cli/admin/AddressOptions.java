package io.portcullis.cli.admin;

import java.net.URI;
import java.time.Duration;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which realm of which Keycloak, and how the command answers. A {@link Mixin} of commands that need no login. */
public final class AddressOptions {

    @Mixin
    private OutputOptions output;

    @ArgGroup(validate = false, heading = "%nKeycloak:%n")
    private Where where = new Where();

    private static final class Where {
        @Option(names = "--url", paramLabel = "URL",
                description = "Keycloak's address (PORTCULLIS_KEYCLOAK_URL; http://localhost:8180).")
        private String url;

        @Option(names = "--realm", paramLabel = "REALM", description = "The realm (PORTCULLIS_REALM; portcullis).")
        private String realm;

        @Option(names = "--timeout", paramLabel = "TIME", converter = DurationConverter.class,
                description = "How long one call to Keycloak may take (15s).")
        private Duration timeout = Duration.ofSeconds(15);
    }

    private Installation installation;

    /**
     * The installation that the environment tells of.
     *
     * @return the same for the whole command
     */
    public Installation installation() {
        if (installation == null) {
            installation = Installation.here();
        }
        return installation;
    }

    /**
     * Keycloak's address.
     *
     * @return by the option, else by the installation
     */
    public URI url() {
        return where.url == null ? installation().keycloakUrl() : Installation.address("--url", where.url);
    }

    /**
     * The realm's name.
     *
     * @return by the option, else by the installation
     */
    public String realm() {
        return where.realm == null ? installation().realm() : where.realm;
    }

    /**
     * How long one call to Keycloak may take.
     *
     * @return more than nothing
     */
    public Duration timeout() {
        if (where.timeout.isZero()) {
            throw CommandFailure.invalid("--timeout must be longer than nothing");
        }
        return where.timeout;
    }

    /**
     * How the command answers.
     *
     * @return the output options
     */
    public OutputOptions output() {
        return output;
    }
}
