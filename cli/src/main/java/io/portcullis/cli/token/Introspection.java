package io.portcullis.cli.token;

import io.portcullis.cli.admin.Installation;
import io.portcullis.cli.admin.RealmEndpoints;
import io.portcullis.cli.admin.Web;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** What Keycloak itself says of a token now (RFC 7662): revoked, session ended, user disabled. */
final class Introspection {

    private static final String ABOUT = "at Keycloak";

    private final Web web;
    private final RealmEndpoints realm;
    private final Installation installation;

    Introspection(Web web, RealmEndpoints realm, Installation installation) {
        this.web = web;
        this.realm = realm;
        this.installation = installation;
    }

    Finding of(ReadToken token) {
        Optional<String> secret = installation.clientSecret();
        Optional<URI> endpoint = realm.endpoint("introspection_endpoint");
        if (secret.isEmpty() || endpoint.isEmpty()) {
            return Finding.unknown(ABOUT, "whether it was revoked could not be asked: set PORTCULLIS_CLIENT_SECRET_FILE or"
                    + " PORTCULLIS_CLIENT_SECRET to the secret of the client " + installation.clientId());
        }
        String hint = token.isRefreshToken() ? "refresh_token" : "access_token";
        Web.Answer answer = web.post(endpoint.get(), Map.of("token", token.compact(), "token_type_hint", hint),
                "Authorization", Web.basic(installation.clientId(), secret.get()), "Accept", "application/json");
        if (answer.status() == 401 || answer.status() == 403) {
            return Finding.unknown(ABOUT, "whether it was revoked could not be asked: Keycloak does not accept the secret"
                    + " of the client " + installation.clientId());
        }
        if (answer.status() != 200) {
            return Finding.unknown(ABOUT, "whether it was revoked could not be asked: Keycloak answers " + answer.status());
        }
        return answer.json().path("active").asBoolean(false)
                ? Finding.good(ABOUT, "active: not revoked, its session and user are alive")
                : Finding.refused(ABOUT, "not active: expired, revoked, its session ended, its user disabled, or none of"
                        + " this realm's");
    }
}
