package io.portcullis.cli.admin;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How Keycloak is reached and as whom. A {@link Mixin} of every command that talks to Keycloak. */
public final class ConnectionOptions {

    @Mixin
    private AddressOptions address;

    @ArgGroup(validate = false, heading = "%nAs whom:%n")
    private Who who = new Who();

    private static final class Who {
        @Option(names = "--admin-user", paramLabel = "NAME",
                description = "The administrator (PORTCULLIS_ADMIN_USER; admin).")
        private String user;

        @Option(names = "--admin-password-file", paramLabel = "FILE",
                description = "A file whose first line is the administrator's password (PORTCULLIS_ADMIN_PASSWORD_FILE, "
                        + "or the password itself in PORTCULLIS_ADMIN_PASSWORD; else you are asked).")
        private Path passwordFile;

        @Option(names = "--admin-client", paramLabel = "ID",
                description = "Act as this client's service account instead (PORTCULLIS_ADMIN_CLIENT_ID), with the secret in "
                        + "PORTCULLIS_ADMIN_CLIENT_SECRET or PORTCULLIS_ADMIN_CLIENT_SECRET_FILE.")
        private String client;

        @Option(names = "--admin-realm", paramLabel = "REALM",
                description = "The realm of that administrator or client (PORTCULLIS_ADMIN_REALM; master).")
        private String adminRealm;
    }

    /**
     * The installation that the environment tells of.
     *
     * @return the same for the whole command
     */
    public Installation installation() {
        return address.installation();
    }

    /**
     * Keycloak's address.
     *
     * @return by the option, else by the installation
     */
    public URI url() {
        return address.url();
    }

    /**
     * The realm's name.
     *
     * @return by the option, else by the installation
     */
    public String realm() {
        return address.realm();
    }

    /**
     * Which realm of which Keycloak.
     *
     * @return the address options
     */
    public AddressOptions address() {
        return address;
    }

    /**
     * How the command answers.
     *
     * @return the output options
     */
    public OutputOptions output() {
        return address.output();
    }

    /**
     * Logs in and makes sure that the realm is there.
     *
     * @return the connection, to be closed
     * @throws CommandFailure when Keycloak cannot be reached, does not accept the credentials, or has no such realm
     */
    public Connection connect() {
        Connection connection = connectWithoutRealm();
        connection.requireRealm();
        return connection;
    }

    /**
     * Logs in, whether the realm is there or not.
     *
     * @return the connection, to be closed
     * @throws CommandFailure when Keycloak cannot be reached or does not accept the credentials
     */
    public Connection connectWithoutRealm() {
        URI keycloak = url();
        if ("http".equalsIgnoreCase(keycloak.getScheme()) && !Loopback.is(keycloak)) {
            output().console().remark("warning: " + keycloak + " is plain HTTP: the administrator's password can be read"
                    + " on the way; use the https address");
        }
        return Connection.open(keycloak, realm(), credentials(keycloak), address.timeout(), TrustedRoots.of(installation()),
                output().console());
    }

    private Credentials credentials(URI keycloak) {
        Installation here = installation();
        String inRealm = given(who.adminRealm, "PORTCULLIS_ADMIN_REALM").orElse("master");
        Optional<String> service = given(who.client, "PORTCULLIS_ADMIN_CLIENT_ID");
        if (service.isPresent()) {
            return new Credentials.Service(inRealm, service.get(), serviceSecret(service.get()));
        }
        String name = given(who.user, "PORTCULLIS_ADMIN_USER").orElse("admin");
        Optional<Path> file = who.passwordFile != null
                ? Optional.of(who.passwordFile)
                : here.setting("PORTCULLIS_ADMIN_PASSWORD_FILE").map(here.home()::resolve);
        Optional<String> password = file.isPresent()
                ? Optional.of(Secrets.firstLine("the administrator's password", file.get()))
                : here.setting("PORTCULLIS_ADMIN_PASSWORD");
        if (password.isEmpty() && name.equals("admin") && here.isLocalKeycloak(keycloak)) {
            password = Optional.of("admin");
        }
        return new Credentials.Person(inRealm, name, password
                .or(() -> Secrets.prompt("Password of " + name + " at " + keycloak))
                .orElseThrow(() -> CommandFailure.notAuthorised("no password for the administrator " + name + " at "
                        + keycloak + "; set PORTCULLIS_ADMIN_PASSWORD_FILE or PORTCULLIS_ADMIN_PASSWORD, or call this in"
                        + " a terminal to be asked")));
    }

    private String serviceSecret(String service) {
        Installation here = installation();
        Optional<Path> file = here.setting("PORTCULLIS_ADMIN_CLIENT_SECRET_FILE").map(here.home()::resolve);
        return file.map(path -> Secrets.firstLine("PORTCULLIS_ADMIN_CLIENT_SECRET_FILE", path))
                .or(() -> here.setting("PORTCULLIS_ADMIN_CLIENT_SECRET"))
                .or(() -> Secrets.prompt("Secret of the client " + service))
                .orElseThrow(() -> CommandFailure.notAuthorised("no secret for the client " + service
                        + "; set PORTCULLIS_ADMIN_CLIENT_SECRET_FILE or PORTCULLIS_ADMIN_CLIENT_SECRET"));
    }

    private Optional<String> given(String option, String setting) {
        return option == null ? installation().setting(setting) : Optional.of(option);
    }
}
