package io.portcullis.cli.token;

import com.fasterxml.jackson.databind.JsonNode;
import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.RealmEndpoints;
import io.portcullis.cli.admin.Web;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Asks the realm's token endpoint as one client (RFC 6749). */
final class TokenGrant {

    private final Web web;
    private final RealmEndpoints realm;
    private final String client;
    private final Optional<String> secret;
    private final String scope;

    TokenGrant(Web web, RealmEndpoints realm, String client, Optional<String> secret, String scope) {
        this.web = web;
        this.realm = realm;
        this.client = client;
        this.secret = secret;
        this.scope = scope;
    }

    String client() {
        return client;
    }

    /** The resource owner's password (RFC 6749 section 4.3). */
    JsonNode byPassword(String user, String password) {
        Web.Answer answer = ask("token_endpoint", Map.of(
                "grant_type", "password", "username", user, "password", password, "scope", scope));
        if (answer.status() == 200) {
            return answer.json();
        }
        String said = answer.json().path("error_description").asText(answer.json().path("error").asText());
        throw switch (answer.json().path("error").asText()) {
            case "unauthorized_client" -> said.contains("secret") || said.contains("credentials")
                    ? clientRefused()
                    : notAllowed("Direct access grants");
            case "invalid_client" -> clientRefused();
            case "invalid_grant" -> CommandFailure.notAuthorised("Keycloak does not log " + user + " in: " + said
                    + (said.contains("fully set up") ? " (a required action waits for a login in the browser; see:"
                            + " portcullis user show " + user + ")" : ""));
            case "access_denied" -> CommandFailure.notAuthorised("Keycloak does not let " + user + " in: " + said);
            default -> CommandFailure.failed("Keycloak gives no token: " + (said.isEmpty() ? answer.status() : said));
        };
    }

    /** Asks for a device code (RFC 8628 section 3.1). */
    JsonNode deviceCode() {
        Web.Answer answer = ask("device_authorization_endpoint", Map.of("scope", scope));
        if (answer.status() == 200) {
            return answer.json();
        }
        String error = answer.json().path("error").asText();
        String said = answer.json().path("error_description").asText(error);
        if (said.contains("Device Authorization Grant")) {
            throw notAllowed("OAuth 2.0 Device Authorization Grant");
        }
        throw answer.status() == 401 || error.equals("invalid_client") || error.equals("unauthorized_client")
                ? clientRefused()
                : CommandFailure.failed("Keycloak gives no device code: " + (said.isEmpty() ? answer.status() : said));
    }

    /** Asks for the token of a device code once (RFC 8628 section 3.4). */
    Web.Answer poll(String deviceCode) {
        return ask("token_endpoint", Map.of(
                "grant_type", "urn:ietf:params:oauth:grant-type:device_code", "device_code", deviceCode));
    }

    private Web.Answer ask(String endpoint, Map<String, String> form) {
        URI address = realm.endpoint(endpoint)
                .orElseThrow(() -> CommandFailure.failed("the realm has no " + endpoint.replace('_', ' ')));
        if (secret.isPresent()) {
            return web.post(address, form, "Authorization", Web.basic(client, secret.get()));
        }
        Map<String, String> withClient = new HashMap<>(form);
        withClient.put("client_id", client);
        return web.post(address, withClient);
    }

    private CommandFailure clientRefused() {
        return CommandFailure.notAuthorised("Keycloak does not accept the client " + client
                + (secret.isPresent() ? " with this secret" : " without a secret; it may not exist, or need one")
                + " (PORTCULLIS_CLIENT_SECRET_FILE for the gate's client, PORTCULLIS_LOGIN_CLIENT_SECRET_FILE for another)");
    }

    private CommandFailure notAllowed(String switchName) {
        return CommandFailure.notAuthorised("the client " + client + " does not allow this: switch on \"" + switchName
                + "\" in Keycloak's console under Clients > " + client + " > Capability config, or name another client"
                + " with --client");
    }
}
