package io.portcullis.cli.stack;

import io.portcullis.cli.NotPossible;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.representations.idm.ClientRepresentation;

/** The addresses that the realm's client knows the site by; they follow when the stack's ports change. */
final class ClientAddresses {

    private final String keycloak;
    private final Map<String, String> settings;

    ClientAddresses(String keycloak, Map<String, String> settings) {
        this.keycloak = keycloak;
        this.settings = settings;
    }

    /** Replaces the old public origin by the new one, and sets where Keycloak announces logouts. */
    void move(String oldOrigin, String newOrigin, String backchannelOrigin) throws NotPossible {
        String user = settings.getOrDefault("PORTCULLIS_KEYCLOAK_ADMIN", "admin");
        String password = settings.getOrDefault("PORTCULLIS_KEYCLOAK_ADMIN_PASSWORD", "admin");
        try (Keycloak admin = Keycloak.getInstance(keycloak, "master", user, password, "admin-cli")) {
            List<ClientRepresentation> found = admin.realm("portcullis").clients().findByClientId("portcullis");
            if (found.isEmpty()) {
                throw new NotPossible("the realm portcullis has no client portcullis any more; "
                        + "create it again, or begin anew: ./portcullis down && rm -r .portcullis");
            }
            ClientRepresentation client = found.get(0);
            String callback = newOrigin + "/oauth2/callback";
            LinkedHashSet<String> redirects = new LinkedHashSet<>(client.getRedirectUris());
            redirects.remove(oldOrigin + "/oauth2/callback");
            redirects.add(callback);
            client.setRedirectUris(new ArrayList<>(redirects));
            client.setRootUrl(newOrigin);
            client.getAttributes().put("post.logout.redirect.uris", newOrigin + "/*");
            client.getAttributes().put("backchannel.logout.url", backchannelOrigin + "/oauth2/backchannel-logout");
            ClientResource resource = admin.realm("portcullis").clients().get(client.getId());
            resource.update(client);
        } catch (WebApplicationException | ProcessingException e) {
            throw new NotPossible("the ports changed, and Keycloak's client could not be told: " + e.getMessage()
                    + ". When the administrator's password is no longer admin, set PORTCULLIS_KEYCLOAK_ADMIN_PASSWORD "
                    + "for this start", e);
        }
    }
}
