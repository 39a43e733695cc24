package io.portcullis.cli.admin;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.client.ClientBuilder;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.keycloak.OAuth2Constants;
import org.keycloak.admin.client.JacksonProvider;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.KeycloakBuilder;
import org.keycloak.admin.client.resource.RealmResource;

/** A logged-in connection to Keycloak's admin API, for one realm. */
public final class Connection implements AutoCloseable {

    private final URI url;
    private final String realm;
    private final Keycloak keycloak;
    private final Progress progress;

    private Connection(URI url, String realm, Keycloak keycloak, Progress progress) {
        this.url = url;
        this.realm = realm;
        this.keycloak = keycloak;
        this.progress = progress;
    }

    static Connection open(
            URI url, String realm, Credentials who, Duration timeout, SSLContext roots, Console console) {
        Progress progress = new Progress(console);
        KeycloakBuilder builder = KeycloakBuilder.builder()
                .serverUrl(url.toString())
                .realm(who.realm())
                .resteasyClient(ClientBuilder.newBuilder()
                        .sslContext(roots)
                        .connectTimeout(Math.min(timeout.toMillis(), 5000), TimeUnit.MILLISECONDS)
                        .readTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                        .build()
                        .register(JacksonProvider.class, 100));
        if (who instanceof Credentials.Person person) {
            builder.clientId("admin-cli").username(person.name()).password(person.password());
        } else if (who instanceof Credentials.Service service) {
            builder.grantType(OAuth2Constants.CLIENT_CREDENTIALS)
                    .clientId(service.clientId())
                    .clientSecret(service.secret());
        }
        Keycloak keycloak = builder.build();
        try {
            progress.during("logging in at " + url, () -> keycloak.tokenManager().getAccessToken());
            return new Connection(url, realm, keycloak, progress);
        } catch (NotAuthorizedException | BadRequestException | ForbiddenException e) {
            keycloak.close();
            throw CommandFailure.notAuthorised("Keycloak at " + url + " does not accept the credentials of the " + who
                    + ": " + KeycloakError.of(e.getResponse()));
        } catch (NotFoundException e) {
            keycloak.close();
            throw CommandFailure.notFound("there is no Keycloak with a realm " + who.realm() + " at " + url
                    + "; check --url (and --admin-realm)");
        } catch (RuntimeException e) {
            keycloak.close();
            throw e;
        }
    }

    /** Makes sure that the realm is there and may be looked at. */
    void requireRealm() {
        try {
            progress.during("reading the realm " + realm, () -> keycloak.realm(realm).toRepresentation());
        } catch (NotFoundException e) {
            close();
            throw CommandFailure.notFound("there is no realm " + realm + " at " + url
                    + "; check --realm, or make it one with: portcullis realm import");
        } catch (ForbiddenException e) {
            close();
            throw CommandFailure.notAuthorised("this administrator may not look at the realm " + realm
                    + "; it needs the roles of its realm-management (realm-admin has them all)");
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * The realm's resources in the admin API.
     *
     * @return the realm
     */
    public RealmResource realm() {
        return keycloak.realm(realm);
    }

    /**
     * A part of the realm as plain JSON.
     *
     * @param path the steps below the realm in the admin API, such as {@code clients} and an id; none for the realm
     * @return the resource
     */
    public RawResource raw(String... path) {
        StringBuilder address = new StringBuilder(url + "/admin/realms/" + encoded(realm));
        for (String step : path) {
            address.append('/').append(encoded(step));
        }
        return keycloak.proxy(RawResource.class, URI.create(address.toString()));
    }

    private static String encoded(String step) {
        return URLEncoder.encode(step, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * The realm's name.
     *
     * @return the name
     */
    public String realmName() {
        return realm;
    }

    /**
     * Keycloak's address.
     *
     * @return without a slash at its end
     */
    public URI url() {
        return url;
    }

    /**
     * The whole server.
     *
     * @return the client
     */
    public Keycloak keycloak() {
        return keycloak;
    }

    /**
     * Says what takes more than two seconds.
     *
     * @return the progress of this command
     */
    public Progress progress() {
        return progress;
    }

    @Override
    public void close() {
        keycloak.close();
    }
}
