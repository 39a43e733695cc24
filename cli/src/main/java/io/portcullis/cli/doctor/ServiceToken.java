package io.portcullis.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portcullis.cli.admin.Installation;
import io.portcullis.cli.admin.RealmEndpoints;
import io.portcullis.cli.admin.Web;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * A fresh access token of the gate's own service account: what it says shows how the realm makes tokens, and what the
 * gate says to it shows whether the two agree.
 *
 * @param compact the token's text; never shown
 * @param claims its payload
 * @param ahead how far Keycloak's clock is ahead of this machine's, to within a second or so
 */
record ServiceToken(String compact, JsonNode claims, Duration ahead) {

    /** Asks for one (RFC 6749 section 4.4); empty without a secret, or when Keycloak gives none. */
    static Optional<ServiceToken> of(Web web, RealmEndpoints realm, Installation installation, Clock clock) {
        Optional<String> secret = installation.clientSecret();
        Optional<URI> endpoint = realm.endpoint("token_endpoint");
        if (secret.isEmpty() || endpoint.isEmpty()) {
            return Optional.empty();
        }
        Instant before = clock.instant();
        Web.Answer answer = web.post(endpoint.get(), Map.of("grant_type", "client_credentials"),
                "Authorization", Web.basic(installation.clientId(), secret.get()));
        Instant after = clock.instant();
        String compact = answer.json().path("access_token").asText("");
        String[] segments = compact.split("\\.");
        if (answer.status() != 200 || segments.length != 3) {
            return Optional.empty();
        }
        try {
            JsonNode claims = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(segments[1]));
            return Optional.of(new ServiceToken(compact, claims, ahead(claims.path("iat").asLong(), before, after)));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Zero when the time, in whole seconds, can have been any moment between the two. */
    static Duration ahead(long issuedAt, Instant before, Instant after) {
        if (issuedAt < before.getEpochSecond()) {
            return Duration.ofSeconds(issuedAt - before.getEpochSecond());
        }
        return Duration.ofSeconds(Math.max(0, issuedAt - after.getEpochSecond()));
    }

    @Override
    public String toString() {
        return "ServiceToken[" + claims.path("azp").asText() + "]";
    }
}
