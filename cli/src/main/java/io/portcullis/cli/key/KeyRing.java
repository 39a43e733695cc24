package io.portcullis.cli.key;

import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.Connection;
import io.portcullis.cli.admin.KeycloakError;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.admin.client.CreatedResponseUtil;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.representations.idm.KeysMetadataRepresentation;
import org.keycloak.representations.idm.KeysMetadataRepresentation.KeyMetadataRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;

/** The keys of a realm, as they are at the moment they are asked for. */
final class KeyRing {

    private static final String PROVIDERS = "org.keycloak.keys.KeyProvider";

    private final Connection connection;
    private final RealmResource realm;

    KeyRing(Connection connection) {
        this.connection = connection;
        this.realm = connection.realm();
    }

    /** The algorithm that the realm's tokens are signed by unless a client says otherwise. */
    String defaultAlgorithm() {
        String set = realm.toRepresentation().getDefaultSignatureAlgorithm();
        return set == null || set.isBlank() ? "RS256" : set;
    }

    /** How long the longest-lived access token lasts, in seconds, as far as realm and gate say. */
    long longestTokenSeconds(String gateClient) {
        RealmRepresentation settings = realm.toRepresentation();
        long longest = settings.getAccessTokenLifespan() == null ? 300 : settings.getAccessTokenLifespan();
        for (var client : realm.clients().findByClientId(gateClient)) {
            String own = client.getAttributes() == null ? null : client.getAttributes().get("access.token.lifespan");
            if (own != null && own.matches("\\d{1,9}")) {
                longest = Math.max(longest, Long.parseLong(own));
            }
        }
        return longest;
    }

    List<RealmKey> keys() {
        Map<String, String> names = new HashMap<>();
        Map<String, String> kinds = new HashMap<>();
        for (ComponentRepresentation component : components()) {
            names.put(component.getId(), component.getName());
            kinds.put(component.getId(), component.getProviderId());
        }
        KeysMetadataRepresentation metadata = realm.keys().getKeyMetadata();
        String signing = metadata.getActive().get(defaultAlgorithm());
        List<RealmKey> keys = new ArrayList<>();
        for (KeyMetadataRepresentation key : metadata.getKeys()) {
            String name = names.getOrDefault(key.getProviderId(), "");
            keys.add(new RealmKey(key.getKid(), key.getAlgorithm(), String.valueOf(key.getUse()), key.getStatus(),
                    key.getKid().equals(signing), key.getProviderId(), kinds.getOrDefault(key.getProviderId(), ""), name,
                    key.getProviderPriority(), KeyName.made(name), KeyName.retires(name)));
        }
        return keys;
    }

    /** Makes a key that takes precedence over all others of its algorithm; gives back the new key. */
    RealmKey add(SignatureAlgorithm algorithm, Instant now) {
        long priority = keys().stream().mapToLong(RealmKey::priority).max().orElse(100) + 10;
        ComponentRepresentation component = new ComponentRepresentation();
        component.setName(KeyName.ofNew(algorithm.name(), now));
        component.setProviderType(PROVIDERS);
        component.setProviderId(algorithm.provider());
        component.setParentId(realm.toRepresentation().getId());
        MultivaluedHashMap<String, String> settings = new MultivaluedHashMap<>();
        settings.putSingle("priority", Long.toString(priority));
        settings.putSingle("enabled", "true");
        settings.putSingle("active", "true");
        algorithm.settings().forEach(settings::putSingle);
        component.setConfig(settings);
        String id;
        try (Response answer = realm.components().add(component)) {
            if (answer.getStatus() >= 400) {
                throw CommandFailure.failed("Keycloak makes no " + algorithm + " key: " + KeycloakError.of(answer));
            }
            id = CreatedResponseUtil.getCreatedId(answer);
        }
        return keys().stream().filter(key -> key.component().equals(id) && key.isActive()).findFirst()
                .orElseThrow(() -> CommandFailure.failed("Keycloak made the key and does not list it as active; look at"
                        + " Realm settings > Keys in the console"));
    }

    /** Has the realm sign by this algorithm from now on. */
    void signBy(SignatureAlgorithm algorithm) {
        var document = (com.fasterxml.jackson.databind.node.ObjectNode) connection.raw().get();
        document.put("defaultSignatureAlgorithm", algorithm.name());
        connection.raw().put(document);
    }

    /** Leaves the key for verifying only, and writes into its name when it goes. */
    void makePassive(RealmKey key, Instant retires) {
        ComponentRepresentation component = realm.components().component(key.component()).toRepresentation();
        component.getConfig().putSingle("active", "false");
        component.setName(KeyName.retiring(component.getName(), retires));
        realm.components().component(key.component()).update(component);
    }

    /**
     * Takes a passive key out of the realm. A generated one is removed; one that was brought from elsewhere is only
     * switched off, as nobody could make it again.
     */
    void remove(RealmKey key) {
        if (key.isGenerated()) {
            realm.components().component(key.component()).remove();
        } else {
            ComponentRepresentation component = realm.components().component(key.component()).toRepresentation();
            component.getConfig().putSingle("enabled", "false");
            realm.components().component(key.component()).update(component);
        }
    }

    /** The passive keys whose time has come. */
    List<RealmKey> due(Instant now) {
        return keys().stream()
                .filter(key -> !key.isActive() && key.retires() != null && !key.retires().isAfter(now))
                .filter(key -> !"DISABLED".equals(key.status()))
                .toList();
    }

    private List<ComponentRepresentation> components() {
        return realm.components().query(realm.toRepresentation().getId(), PROVIDERS);
    }
}
