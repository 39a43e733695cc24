package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.CreatedResponseUtil;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.admin.client.resource.RolesResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.GroupRepresentation;
import org.keycloak.representations.idm.RoleRepresentation;

/** Roles given and taken in Keycloak, in every way there is, count at the gate within a moment. */
@OnStack
final class LiveRolesTest {

    private final Gate gate;
    private Watched watched;
    private Employee employee;

    LiveRolesTest(Gate gate) {
        this.gate = gate;
    }

    @BeforeEach
    void signInAsModerator() throws Exception {
        watched = new Watched(gate, "changeling");
        employee = watched.employee();
    }

    @AfterEach
    void leave() {
        if (watched != null) {
            watched.close();
        }
    }

    @Test
    void roleTakenAndGiven() throws Exception {
        employee.take("moderator");
        watched.counts("role taken", 403);
        employee.give("moderator");
        watched.counts("role given", 200);
    }

    @Test
    void staleBearerIsToldThatItsTokenIsInvalid() throws Exception {
        String before = watched.bearer();
        employee.take("moderator");
        watched.counts("role taken", 403);
        String challenge = watched.byBearer(before).headers().firstValue("WWW-Authenticate").orElse("");
        assertTrue(challenge.contains("error=\"invalid_token\""), challenge);
    }

    @Test
    void groupLeftAndJoinedAndItsRoleTakenAndGiven() throws Exception {
        RealmResource realm = employee.realm();
        GroupRepresentation made = new GroupRepresentation();
        made.setName("moderators");
        String group = idOf(realm.groups().add(made));
        List<RoleRepresentation> moderator = List.of(employee.role("moderator"));
        try {
            realm.groups().group(group).roles().realmLevel().add(moderator);
            employee.user().joinGroup(group);
            employee.take("moderator");
            watched.signIn();
            employee.user().leaveGroup(group);
            watched.counts("group left", 403);
            employee.user().joinGroup(group);
            watched.counts("group joined", 200);
            realm.groups().group(group).roles().realmLevel().remove(moderator);
            watched.counts("role of a group taken", 403);
            realm.groups().group(group).roles().realmLevel().add(moderator);
            watched.counts("role of a group given", 200);
        } finally {
            realm.groups().group(group).remove();
        }
        watched.counts("group deleted", 403);
    }

    @Test
    void compositeTakenApartAndRoleDeleted() throws Exception {
        RolesResource roles = employee.realm().roles();
        RoleRepresentation made = new RoleRepresentation();
        made.setName("team-lead");
        roles.create(made);
        List<RoleRepresentation> moderator = List.of(employee.role("moderator"));
        try {
            roles.get("team-lead").addComposites(moderator);
            employee.give("team-lead");
            employee.take("moderator");
            watched.signIn();
            roles.get("team-lead").deleteComposites(moderator);
            watched.counts("composite taken apart", 403);
            String id = roles.get("team-lead").toRepresentation().getId();
            employee.realm().rolesById().addComposites(id, moderator);
            watched.counts("composite put together, by id", 200);
            employee.realm().rolesById().deleteComposites(id, moderator);
            watched.counts("composite taken apart, by id", 403);
            roles.get("team-lead").addComposites(moderator);
            watched.counts("composite put together", 200);
        } finally {
            roles.deleteRole("team-lead");
        }
        watched.counts("role deleted", 403);
    }

    @Test
    void clientRolesAndTheirComposites() throws Exception {
        RealmResource realm = employee.realm();
        ClientRepresentation application = new ClientRepresentation();
        application.setClientId("orders-api");
        String client = idOf(realm.clients().create(application));
        RolesResource roles = realm.clients().get(client).roles();
        try {
            RoleRepresentation made = new RoleRepresentation();
            made.setName("editor");
            roles.create(made);
            List<RoleRepresentation> editor = List.of(roles.get("editor").toRepresentation());
            List<RoleRepresentation> moderator = List.of(employee.role("moderator"));
            roles.get("editor").addComposites(moderator);
            employee.user().roles().clientLevel(client).add(editor);
            employee.take("moderator");
            watched.signIn();
            employee.user().roles().clientLevel(client).remove(editor);
            watched.counts("client role taken", 403);
            employee.user().roles().clientLevel(client).add(editor);
            watched.counts("client role given", 200);
            roles.get("editor").deleteComposites(moderator);
            watched.counts("composite of a client role taken apart", 403);
            roles.get("editor").addComposites(moderator);
            watched.counts("composite of a client role put together", 200);
            roles.deleteRole("editor");
            watched.counts("client role deleted", 403);
        } finally {
            realm.clients().get(client).remove();
        }
    }

    private static String idOf(Response created) {
        try (created) {
            return CreatedResponseUtil.getCreatedId(created);
        }
    }

    @Test
    void defaultRolesOfTheRealm() throws Exception {
        RealmResource realm = employee.realm();
        String defaults = realm.toRepresentation().getDefaultRole().getId();
        List<RoleRepresentation> moderator = List.of(employee.role("moderator"));
        employee.take("moderator");
        watched.counts("role taken", 403);
        realm.rolesById().addComposites(defaults, moderator);
        try {
            watched.counts("default role given to all", 200);
        } finally {
            realm.rolesById().deleteComposites(defaults, moderator);
        }
        watched.counts("default role taken from all", 403);
    }

    @Test
    void failedLoginRefusedOperationAndRolledBackOperationChangeNothing() throws Exception {
        String before = watched.cookie();
        gate.visitor().post("/oauth2/login", "username=" + employee.name() + "&password=wrong");
        RoleRepresentation existing = new RoleRepresentation();
        existing.setName("user");
        assertThrows(ClientErrorException.class, () -> employee.realm().roles().create(existing));
        // Keycloak takes the first role, does not find the second, and rolls back.
        RoleRepresentation madeUp = new RoleRepresentation();
        madeUp.setId("made-up");
        madeUp.setName("made-up");
        assertThrows(ClientErrorException.class, () -> employee.user().roles().realmLevel()
                .remove(List.of(employee.role("moderator"), madeUp)));
        // A change that does arrive shows that what came before it has had the time to.
        try (Watched other = new Watched(gate, "bystander")) {
            other.employee().take("moderator");
            other.counts("role taken, meanwhile", 403);
        }
        assertEquals(200, watched.byCookies());
        assertEquals(200, watched.byBearer(watched.bearer()).status());
        assertEquals(before, watched.cookie(), "not even renewed");
    }
}
