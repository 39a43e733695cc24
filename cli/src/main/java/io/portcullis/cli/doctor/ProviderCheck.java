package io.portcullis.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.portcullis.cli.Build;
import io.portcullis.cli.admin.RawResource;
import jakarta.ws.rs.WebApplicationException;
import java.net.URI;
import java.util.List;

/** Is the provider in Keycloak, with all its pieces, and made for this version of Keycloak? */
final class ProviderCheck implements Check {

    /** A piece of the provider: the kind of provider that it is, its id, and what happens without it. */
    private record Piece(String kind, String id, String without) {}

    private static final List<Piece> PIECES = List.of(
            new Piece("protocol-mapper", "portcullis-roles-mapper", "tokens carry no roles, and everybody is refused"),
            new Piece("refresh-token", "portcullis-refresh-link",
                    "refresh tokens are not linked to access tokens: one whose access token was revoked works on"),
            new Piece("authenticator", "portcullis-role-gate",
                    "people without any role can sign in, or logins fail altogether"),
            new Piece("eventsListener", "portcullis-change-feed",
                    "a role that was taken counts until the access token expires, not for a second only"));

    @Override
    public String name() {
        return "provider";
    }

    @Override
    public void examine(Site site, Findings findings) {
        if (site.keycloak().isEmpty()) {
            findings.skipped("Keycloak's admin API cannot be asked");
            return;
        }
        JsonNode info;
        try {
            info = site.keycloak().get().keycloak()
                    .proxy(RawResource.class, URI.create(site.keycloak().get().url() + "/admin/serverinfo")).get();
        } catch (WebApplicationException e) {
            findings.skipped("this administrator may not see what is installed in Keycloak");
            return;
        }
        PIECES.forEach(piece -> {
            if (provider(info, piece.kind(), piece.id()).isMissingNode()) {
                findings.danger("Keycloak has no " + piece.id() + ": the Portcullis provider is missing or of another"
                        + " version", piece.without(), "cp portcullis-provider.jar KEYCLOAK/providers/ && KEYCLOAK/bin/kc.sh build, and"
                        + " restart Keycloak");
            }
        });
        if (!findings.anyWrong()) {
            version(info, findings);
        }
    }

    private static void version(JsonNode info, Findings findings) {
        String server = info.path("systemInfo").path("version").asText("");
        JsonNode said = provider(info, "refresh-token", "portcullis-refresh-link").path("operationalInfo");
        String told = said.path("made for Keycloak").asText("unknown");
        String madeFor = told.equals("unknown") ? Build.current().keycloakVersion() : told;
        if (!server.isEmpty() && !server.equals(madeFor)) {
            findings.warning("Keycloak is " + server + ", and the provider was made for " + madeFor,
                    "Keycloak's internal interfaces change between versions: the provider may fail in part, unnoticed",
                    "install the provider that was made for Keycloak " + server + ", or Keycloak " + madeFor);
        } else {
            findings.ok("all pieces are there"
                    + (server.isEmpty() ? "; Keycloak does not tell this administrator its version" : ", for Keycloak " + server));
        }
    }

    private static JsonNode provider(JsonNode info, String kind, String id) {
        return info.path("providers").path(kind).path("providers").path(id);
    }
}
