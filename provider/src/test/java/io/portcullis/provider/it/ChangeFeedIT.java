package io.portcullis.provider.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The change feed on two nodes: who may read it, and what it tells. */
@AgainstKeycloak
class ChangeFeedIT {

    private static final String CLAIMS = "https://schemas.openid.net/secevent/caep/event-type/token-claims-change";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static TestRealm realm;
    private static String user;
    private static JsonNode moderator;

    private final Http http = Http.api();
    private String serviceToken;

    @BeforeAll
    static void realm(KeycloakCluster keycloak) throws Exception {
        realm = TestRealm.create(keycloak, "change-feed", shipped -> { });
        user = realm.admin().get(realm.path("/users?exact=true&username=user")).get(0).path("id").asText();
        moderator = realm.admin().get(realm.path("/roles/moderator"));
    }

    @BeforeEach
    void serviceAccount() throws Exception {
        serviceToken = Tokens.of(realm.token(Map.of("grant_type", "client_credentials"))).access();
    }

    private Http.Answer poll(TestRealm at, String token, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(at.at("/portcullis-change-feed/poll"))
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
        return http.send(token == null ? request : request.header("Authorization", "Bearer " + token));
    }

    /** One reader at one node, from now on. */
    private final class Reader {
        final TestRealm at;
        final ObjectNode positions = Http.JSON.createObjectNode();

        Reader(TestRealm at) throws Exception {
            this.at = at;
            next(0);
        }

        JsonNode next(int waitSeconds) throws Exception {
            Http.Answer answer = poll(at, serviceToken, "{\"positions\":" + positions + ",\"waitSeconds\":" + waitSeconds
                    + "}");
            assertEquals(200, answer.status(), answer.body());
            JsonNode page = answer.json();
            positions.put(page.path("node").asText(), page.path("position").asLong());
            return page.path("sets");
        }

        /** The next changes, however many answers they take. */
        List<JsonNode> changes(int number) throws Exception {
            List<JsonNode> changes = new ArrayList<>();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (changes.size() < number && System.nanoTime() < deadline) {
                next(2).forEach(changes::add);
            }
            assertEquals(number, changes.size(), changes::toString);
            return changes;
        }
    }

    private static void giveModerator(TestRealm at) throws Exception {
        at.admin().post(at.path("/users/" + user + "/role-mappings/realm"), List.of(moderator));
    }

    private static void takeModerator(TestRealm at) throws Exception {
        at.admin().delete(at.path("/users/" + user + "/role-mappings/realm"), List.of(moderator));
    }

    @Test
    void aChangeOnEitherNodeIsToldByBoth() throws Exception {
        Reader first = new Reader(realm.onNode(0));
        Reader second = new Reader(realm.onNode(1));
        giveModerator(realm.onNode(0));
        takeModerator(realm.onNode(1));

        List<JsonNode> atFirst = first.changes(2);
        List<JsonNode> atSecond = second.changes(2);

        assertEquals(atFirst.get(0).path("jti"), atSecond.get(0).path("jti"));
        assertEquals(atFirst.get(1).path("jti"), atSecond.get(1).path("jti"));
        assertFalse(atFirst.get(0).path("node").equals(atFirst.get(1).path("node")));
        assertEquals(user, atFirst.get(0).path("sub_id").path("sub").asText());
        assertTrue(atFirst.get(0).path("events").has(CLAIMS));
    }

    @Test
    void whoeverWaitsIsAnsweredWhenSomethingHappensOnTheOtherNode() throws Exception {
        Reader waiting = new Reader(realm.onNode(1));
        CompletableFuture<JsonNode> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return waiting.next(25);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        giveModerator(realm.onNode(0));
        try {
            assertEquals(1, answer.get(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS).size());
        } finally {
            takeModerator(realm.onNode(0));
        }
    }

    @Test
    void anOperationThatIsRefusedAndALoginThatFailsTellNothing() throws Exception {
        Reader reader = new Reader(realm.onNode(0));
        assertThrows(AssertionError.class,
                () -> realm.admin().post(realm.path("/roles"), Map.of("name", "user")));
        realm.token(Map.of("grant_type", "password", "username", "user", "password", "wrong"));
        giveModerator(realm.onNode(0));

        JsonNode only = reader.changes(1).get(0);

        assertEquals(user, only.path("sub_id").path("sub").asText());
        takeModerator(realm.onNode(0));
    }

    @Test
    void changesNameNobody() throws Exception {
        Reader reader = new Reader(realm.onNode(0));
        realm.admin().edit(realm.path("/users/" + user), edited -> edited.put("lastName", "Newname"));

        String told = reader.changes(1).toString();

        assertFalse(told.contains("Newname") || told.contains("@") || told.contains("Uma"), told);
    }

    @Test
    void aTokenSaysAsOfWhenItSpeaks() throws Exception {
        long before = System.currentTimeMillis();
        String[] asOf = realm.login("moderator").accessClaims().path("roles_as_of").asText().split("\\.");

        assertEquals(2, asOf.length);
        assertTrue(Long.parseLong(asOf[1]) >= before && Long.parseLong(asOf[1]) <= System.currentTimeMillis());
    }

    @Test
    void onlyAServiceAccountWithTheRoleMayRead() throws Exception {
        assertEquals(401, poll(realm, null, "{}").status());
        assertEquals(401, poll(realm, "made-up", "{}").status());
        JsonNode role = realm.admin().get(realm.path("/roles/portcullis-feed"));
        realm.admin().post(realm.path("/users/" + user + "/role-mappings/realm"), List.of(role));
        try {
            assertEquals(403, poll(realm, realm.login("user").access(), "{}").status());
        } finally {
            realm.admin().delete(realm.path("/users/" + user + "/role-mappings/realm"), List.of(role));
        }
    }

    @Test
    void theRoleCountsAtTheMomentOfReading() throws Exception {
        JsonNode role = realm.admin().get(realm.path("/roles/portcullis-feed"));
        String account = realm.admin().get(realm.path("/users?exact=true&username=service-account-portcullis"))
                .path(0).path("id").asText();
        realm.admin().delete(realm.path("/users/" + account + "/role-mappings/realm"), List.of(role));
        try {
            Http.Answer refused = poll(realm, serviceToken, "{}");
            assertEquals(403, refused.status());
            assertTrue(refused.body().contains("portcullis-feed"), refused.body());
        } finally {
            realm.admin().post(realm.path("/users/" + account + "/role-mappings/realm"), List.of(role));
        }
    }

    @Test
    void whatIsNotAPollIsRefused() throws Exception {
        assertEquals(400, poll(realm, serviceToken, "not json").status());
        assertEquals(400, poll(realm, serviceToken, "[]").status());
        assertEquals(400, poll(realm, serviceToken, "{\"x\":\"" + "y".repeat(20_000) + "\"}").status());
    }
}
