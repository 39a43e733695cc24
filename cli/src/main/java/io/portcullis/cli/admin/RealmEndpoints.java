package io.portcullis.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Optional;

/**
 * The realm's public face: what it says of itself (OpenID Connect Discovery 1.0), reached by the address that the command
 * was given, whatever the address that browsers use.
 */
public final class RealmEndpoints {

    private final URI realm;
    private final JsonNode metadata;

    private RealmEndpoints(URI realm, JsonNode metadata) {
        this.realm = realm;
        this.metadata = metadata;
    }

    /**
     * Asks the realm.
     *
     * @param web how
     * @param keycloak Keycloak's address
     * @param name the realm's name
     * @return its endpoints
     * @throws CommandFailure when it does not answer, or there is no such realm
     */
    public static RealmEndpoints of(Web web, URI keycloak, String name) {
        URI realm = URI.create(keycloak + "/realms/" + name.replace(" ", "%20"));
        Web.Answer answer = web.get(URI.create(realm + "/.well-known/openid-configuration"));
        if (answer.status() == 404) {
            throw CommandFailure.notFound("there is no realm " + name + " at " + keycloak + "; check --url and --realm");
        }
        if (answer.status() != 200 || !answer.json().path("issuer").isTextual()) {
            throw CommandFailure.unreachable("there is no working Keycloak at " + keycloak + ": its realm " + name
                    + " answers " + answer.status(), null);
        }
        return new RealmEndpoints(realm, answer.json());
    }

    /**
     * The issuer that the realm's tokens state.
     *
     * @return an address, as text
     */
    public String issuer() {
        return metadata.path("issuer").asText();
    }

    /**
     * An endpoint, at the address that the command was given.
     *
     * @param name its name in the metadata, such as {@code token_endpoint}
     * @return where it is; empty when the realm has none
     */
    public Optional<URI> endpoint(String name) {
        String address = metadata.path(name).asText("");
        int path = address.indexOf("/protocol/");
        return path < 0 ? Optional.empty() : Optional.of(URI.create(realm + address.substring(path)));
    }

    /**
     * Everything that the realm says of itself.
     *
     * @return the metadata
     */
    public JsonNode metadata() {
        return metadata;
    }
}
