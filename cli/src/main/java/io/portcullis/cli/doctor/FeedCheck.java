package io.portcullis.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;

/** Do changes in Keycloak arrive at the enforcer? */
final class FeedCheck implements Check {

    private static final String ROLE = "portcullis-feed";

    @Override
    public String name() {
        return "change feed";
    }

    @Override
    public void examine(Site site, Findings findings) {
        JsonNode feed = site.enforcer().part("change-feed");
        if (feed.isMissingNode()) {
            findings.skipped(site.enforcer().answers()
                    ? "this enforcer does not tell of a feed"
                    : "the enforcer's health cannot be asked");
            return;
        }
        JsonNode data = feed.path("data");
        String state = data.path("feed").asText();
        if (state.equals("up")) {
            findings.ok("changes count within " + data.path("changes count within").asText("1 s"));
            return;
        }
        findings.warning("the change feed is " + state + " since " + data.path("since").asText("some time")
                        + (data.has("problem") ? ": " + data.path("problem").asText() : ""),
                "what an administrator takes in Keycloak goes on counting for "
                        + data.path("changes count within").asText("the lifetime of an access token"),
                mend(site));
    }

    private static String mend(Site site) {
        boolean withoutRole = site.keycloak().isPresent() && !mayRead(site);
        return withoutRole
                ? "give the service account of " + site.installation().clientId() + " the role " + ROLE
                        + ": portcullis user grant service-account-" + site.installation().clientId() + " " + ROLE
                        + " (or: portcullis realm import)"
                : "make Keycloak reachable for the enforcer (PORTCULLIS_ISSUER_INTERNAL_URL), with the provider"
                        + " portcullis-change-feed in it; the enforcer's log says what fails";
    }

    private static boolean mayRead(Site site) {
        RealmResource realm = site.keycloak().orElseThrow().realm();
        List<ClientRepresentation> clients = realm.clients().findByClientId(site.installation().clientId());
        if (clients.isEmpty() || !Boolean.TRUE.equals(clients.get(0).isServiceAccountsEnabled())) {
            return false;
        }
        String account = realm.clients().get(clients.get(0).getId()).getServiceAccountUser().getId();
        return realm.users().get(account).roles().realmLevel().listEffective().stream()
                .map(RoleRepresentation::getName)
                .anyMatch(ROLE::equals);
    }
}
