package io.portcullis.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.portcullis.cli.admin.Connection;
import io.portcullis.cli.admin.Installation;
import io.portcullis.cli.admin.RealmEndpoints;
import io.portcullis.cli.admin.Web;
import io.portcullis.policy.Policy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * The installation under examination, as far as it can be reached.
 *
 * @param installation the settings
 * @param web for requests as a visitor
 * @param origin where browsers see the site
 * @param policyFile the policy file
 * @param policy the policy; empty when the file has errors
 * @param nginx nginx's configuration; empty when it cannot be read from here
 * @param enforcer the enforcer's own view of itself
 * @param keycloak the connection to the admin API; empty when there is none
 * @param realm what the realm says of itself; empty when Keycloak does not answer
 * @param serviceToken a fresh token of the gate's own service account; empty when there is none
 * @param clock this machine's clock
 */
record Site(
        Installation installation,
        Web web,
        URI origin,
        Path policyFile,
        Optional<Policy> policy,
        Optional<NginxView> nginx,
        EnforcerView enforcer,
        Optional<Connection> keycloak,
        Optional<RealmEndpoints> realm,
        Optional<ServiceToken> serviceToken,
        Clock clock) {

    /** An address of the site. */
    URI at(String path) {
        return URI.create(origin + path);
    }

    /** The gate's client as the admin API shows it. */
    Optional<JsonNode> gateClient() {
        return keycloak.flatMap(connection -> connection.realm().clients().findByClientId(installation.clientId()).stream()
                .findFirst()
                .map(client -> connection.raw("clients", client.getId()).get()));
    }
}
