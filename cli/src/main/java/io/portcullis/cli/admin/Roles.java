package io.portcullis.cli.admin;

import jakarta.ws.rs.NotFoundException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.admin.client.resource.RoleMappingResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;

/**
 * The realm's roles under the names that policies and people use: {@code moderator} for a realm role,
 * {@code orders-api:editor} for a client's. Client ids and role names may have colons themselves, so that a name is
 * read in every way it can be; the client that exists decides.
 */
public final class Roles {

    private final RealmResource realm;
    private final Map<String, Optional<ClientRepresentation>> clients = new HashMap<>();

    /**
     * The roles of a realm.
     *
     * @param realm the realm in the admin API
     */
    public Roles(RealmResource realm) {
        this.realm = realm;
    }

    /**
     * A role of the realm.
     *
     * @param name as policies write it
     * @param client the client that the role belongs to, or {@code null} for a realm role
     * @param representation the role as Keycloak has it
     */
    public record Found(String name, ClientRepresentation client, RoleRepresentation representation) {}

    /**
     * Looks for a role.
     *
     * @param name as policies write it
     * @return the role, if it is there
     */
    public Optional<Found> find(String name) {
        for (int colon = name.indexOf(':'); colon >= 0; colon = name.indexOf(':', colon + 1)) {
            String role = name.substring(colon + 1);
            Optional<ClientRepresentation> client = role.isEmpty() ? Optional.empty() : client(name.substring(0, colon));
            if (client.isPresent()) {
                try {
                    return Optional.of(new Found(name, client.get(),
                            realm.clients().get(client.get().getId()).roles().get(role).toRepresentation()));
                } catch (NotFoundException e) {
                    // A longer client id may still fit.
                }
            }
        }
        try {
            return Optional.of(new Found(name, null, realm.roles().get(name).toRepresentation()));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    /**
     * Looks for all of several roles.
     *
     * @param names as policies write them
     * @return the roles, in the same order, each once
     * @throws CommandFailure when one is not there; it names all that are missing
     */
    public List<Found> require(Collection<String> names) {
        List<Found> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String name : names.stream().map(Roles::checked).distinct().toList()) {
            find(name).ifPresentOrElse(found::add, () -> missing.add(name + suggestion(name)));
        }
        if (!missing.isEmpty()) {
            throw CommandFailure.notFound("the realm has no role " + String.join(", no role ", missing)
                    + "; `portcullis role sync` makes the roles that the policy names");
        }
        return found;
    }

    /**
     * The client with an id, as far as it is there.
     *
     * @param clientId the client's id in the realm ({@code client_id})
     * @return the client
     */
    public Optional<ClientRepresentation> client(String clientId) {
        return clients.computeIfAbsent(clientId,
                id -> id.isEmpty() ? Optional.empty() : realm.clients().findByClientId(id).stream().findFirst());
    }

    /**
     * The part of a role mapping that a role belongs to.
     *
     * @param mapping the roles of a user or group
     * @param role the role
     * @return the realm's or the client's part
     */
    public static MappingPart part(RoleMappingResource mapping, Found role) {
        return role.client() == null
                ? new MappingPart(mapping.realmLevel()::add, mapping.realmLevel()::remove, mapping.realmLevel()::listAll)
                : clientPart(mapping, role.client().getId());
    }

    private static MappingPart clientPart(RoleMappingResource mapping, String client) {
        return new MappingPart(mapping.clientLevel(client)::add, mapping.clientLevel(client)::remove,
                mapping.clientLevel(client)::listAll);
    }

    /**
     * The roles given directly, of the realm or of one client.
     *
     * @param give adds roles
     * @param take removes roles
     * @param given lists them
     */
    public record MappingPart(
            java.util.function.Consumer<List<RoleRepresentation>> give,
            java.util.function.Consumer<List<RoleRepresentation>> take,
            java.util.function.Supplier<List<RoleRepresentation>> given) {

        /**
         * Whether a role is among those given directly.
         *
         * @param role the role
         * @return whether it is
         */
        public boolean has(Found role) {
            return given.get().stream().anyMatch(each -> each.getId().equals(role.representation().getId()));
        }
    }

    private static String checked(String name) {
        if (name.isBlank() || name.startsWith("@") || name.chars().anyMatch(Character::isISOControl)) {
            throw CommandFailure.invalid("\"" + name + "\" is not a role; write a realm role such as moderator, or a"
                    + " client's role such as orders-api:editor");
        }
        return name.strip();
    }

    private String suggestion(String name) {
        List<String> known = new ArrayList<>();
        realm.roles().list().forEach(role -> known.add(role.getName()));
        for (int colon = name.indexOf(':'); colon >= 0; colon = name.indexOf(':', colon + 1)) {
            String id = name.substring(0, colon);
            client(id).ifPresent(client -> realm.clients().get(client.getId()).roles().list()
                    .forEach(role -> known.add(id + ":" + role.getName())));
        }
        return NearName.of(name, known).map(near -> " (did you mean " + near + "?)").orElse("");
    }
}
