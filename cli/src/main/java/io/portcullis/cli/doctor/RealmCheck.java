package io.portcullis.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.portcullis.cli.admin.Loopback;
import java.util.Optional;

/** Is the realm set as the gate rests on it: rotation, PKCE, redirect addresses, lifetimes? */
final class RealmCheck implements Check {

    private static final int LONG_SECONDS = 900;

    @Override
    public String name() {
        return "realm";
    }

    @Override
    public void examine(Site site, Findings findings) {
        if (site.keycloak().isEmpty()) {
            findings.skipped("Keycloak's admin API cannot be asked");
            return;
        }
        rotation(site.keycloak().get().raw().get(), site, findings);
        Optional<JsonNode> client = site.gateClient();
        if (client.isEmpty()) {
            findings.danger("the realm has no client " + site.installation().clientId(), "nobody can sign in",
                    "portcullis realm import");
            return;
        }
        client(client.get(), site, findings);
        if (!findings.anyWrong()) {
            findings.ok("rotation, PKCE and addresses are as they must be");
        }
    }

    private static void rotation(JsonNode realm, Site site, Findings findings) {
        if (!realm.path("revokeRefreshToken").asBoolean()) {
            findings.danger("refresh tokens do not rotate",
                    "a stolen refresh token works until the session ends, and nobody notices",
                    "in the console under Realm settings > Tokens: Revoke Refresh Token = On, Refresh Token Max Reuse = 0"
                            + " (or: portcullis realm import)");
        } else if (realm.path("refreshTokenMaxReuse").asInt() > 0) {
            findings.danger("spent refresh tokens may be used " + realm.path("refreshTokenMaxReuse").asInt() + " times more",
                    "theft of one is noticed late or never",
                    "in the console under Realm settings > Tokens: Refresh Token Max Reuse = 0 (or: portcullis realm import)");
        }
        int lifespan = realm.path("accessTokenLifespan").asInt();
        if (lifespan > LONG_SECONDS) {
            findings.warning("access tokens live " + lifespan / 60 + " minutes",
                    "where the change feed is down, a role that was taken goes on counting for as long",
                    "in the console under Realm settings > Tokens: Access Token Lifespan = 5 minutes");
        }
        boolean open = realm.path("sslRequired").asText().equals("none");
        if (open && !Loopback.is(site.keycloak().get().url())) {
            findings.warning("the realm takes logins over plain HTTP", "passwords can be read on the way",
                    "in the console under Realm settings > General: Require SSL = External requests");
        }
    }

    private static void client(JsonNode client, Site site, Findings findings) {
        String id = site.installation().clientId();
        String console = "in the console under Clients > " + id;
        if (!client.path("enabled").asBoolean()) {
            findings.danger("the client " + id + " is disabled", "nobody can sign in", console + ": Enabled = On");
        }
        if (!client.path("attributes").path("pkce.code.challenge.method").asText().equals("S256")) {
            findings.warning("the client " + id + " does not insist on PKCE",
                    "a login that others began for their own code would be accepted",
                    console + " > Advanced: Proof Key for Code Exchange Code Challenge Method = S256 (or: portcullis realm"
                            + " import)");
        }
        String callback = site.origin() + "/oauth2/callback";
        boolean there = false;
        for (JsonNode uri : client.path("redirectUris")) {
            there |= matches(uri.asText(), callback);
            if (uri.asText().equals("*")) {
                findings.danger("the client " + id + " sends logins back to any address",
                        "a link to the login can hand somebody's code to any site",
                        console + " > Valid redirect URIs: " + callback + " in place of *");
            }
        }
        if (!there) {
            findings.danger("the client " + id + " does not know the site " + site.origin(),
                    "every login ends in Keycloak's page \"Invalid parameter: redirect_uri\"",
                    console + " > Valid redirect URIs: " + callback);
        }
        if (client.path("attributes").path("backchannel.logout.url").asText("").isEmpty()) {
            findings.warning("Keycloak does not tell the gate of logouts",
                    "where the change feed is down, a session that ended in Keycloak lives on at the gate for minutes",
                    console + " > Advanced > Backchannel logout URL: http://ENFORCER:9090/oauth2/backchannel-logout");
        }
    }

    private static boolean matches(String pattern, String address) {
        return pattern.endsWith("*")
                ? address.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(address);
    }
}
