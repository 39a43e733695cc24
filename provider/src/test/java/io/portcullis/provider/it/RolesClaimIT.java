package io.portcullis.provider.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The claim is what the admin console calls effective roles, and as small as can be. */
@AgainstKeycloak
class RolesClaimIT {

    private static TestRealm realm;
    private static RandomPopulation population;

    @BeforeAll
    static void realm(KeycloakCluster keycloak) throws Exception {
        population = new RandomPopulation(200);
        realm = TestRealm.create(keycloak, "roles", population::addTo);
    }

    @Test
    void rolesEqualTheEffectiveRolesOfTheAdminApiForTwoHundredUsers() throws Exception {
        withMapper(config -> config.put("portcullis.keycloak-own", "true"));
        try {
            List<Callable<Void>> checks = new ArrayList<>();
            for (JsonNode user : realm.admin().get(realm.path("/users?max=500&search=random"))) {
                checks.add(() -> {
                    assertEquals(effectiveRoles(user.path("id").asText()),
                            values(exampleToken(user.path("id").asText())), user.path("username").asText());
                    return null;
                });
            }
            assertEquals(population.users(), checks.size());
            ExecutorService pool = Executors.newFixedThreadPool(4);
            for (Future<Void> check : pool.invokeAll(checks)) {
                check.get();
            }
            pool.shutdown();
        } finally {
            withMapper(config -> config.put("portcullis.keycloak-own", "false"));
        }
    }

    private static TreeSet<String> effectiveRoles(String userId) throws Exception {
        TreeSet<String> effective = new TreeSet<>();
        String mappings = realm.path("/users/" + userId + "/role-mappings/");
        realm.admin().get(mappings + "realm/composite").forEach(role -> effective.add(role.path("name").asText()));
        for (JsonNode client : clients()) {
            realm.admin().get(mappings + "clients/" + client.path("id").asText() + "/composite").forEach(role ->
                    effective.add(client.path("clientId").asText() + ':' + role.path("name").asText()));
        }
        return effective;
    }

    private static List<JsonNode> clients;

    private static synchronized List<JsonNode> clients() throws Exception {
        if (clients == null) {
            clients = Admin.list(realm.admin().get(realm.path("/clients")));
        }
        return clients;
    }

    /** What the console's "Evaluate" shows for the gate's client. */
    private static JsonNode exampleToken(String userId) throws Exception {
        return realm.admin().get(realm.path("/clients/" + realm.clientUuid("portcullis")
                + "/evaluate-scopes/generate-example-access-token?scope=openid&userId=" + userId));
    }

    private static TreeSet<String> values(JsonNode token) {
        TreeSet<String> values = new TreeSet<>();
        token.path("roles").forEach(role -> assertTrue(values.add(role.asText()), "twice: " + role));
        return values;
    }

    @Test
    void tokensOfAUserWithTenRolesStaySmall() throws Exception {
        Tokens tokens = realm.login("tenroles");

        assertEquals(10, tokens.accessClaims().path("roles").size());
        assertTrue(tokens.access().length() < 1300, "access token: " + tokens.access().length());
        int cookies = "__Host-portcullis_at=".length() + tokens.access().length()
                + "__Host-portcullis_rt=".length() + tokens.refresh().length()
                + "__Host-portcullis_id=".length() + tokens.id().length();
        assertTrue(cookies < 3072, "cookies: " + cookies);
        System.out.printf("sizes with ten roles: access %d, refresh %d, id %d, cookies %d%n",
                tokens.access().length(), tokens.refresh().length(), tokens.id().length(), cookies);
    }

    @Test
    void introspectionAndUserinfoShowTheRolesOfTheMoment() throws Exception {
        Tokens tokens = realm.login("user");
        realm.give("user", "moderator");
        try {
            assertEquals("[\"user\"]", tokens.accessClaims().path("roles").toString());
            assertEquals("[\"moderator\",\"user\"]", realm.introspect(tokens.access()).path("roles").toString());
            assertEquals("[\"moderator\",\"user\"]", realm.userinfo(tokens.access()).json().path("roles").toString());
        } finally {
            realm.take("user", "moderator");
        }
    }

    @Test
    void lightweightTokensCarryTheRoles() throws Exception {
        realm.editClient("portcullis", client -> ((ObjectNode) client.get("attributes"))
                .put("client.use.lightweight.access.token.enabled", "true"));
        try {
            JsonNode claims = realm.login("moderator").accessClaims();
            assertEquals("[\"moderator\"]", claims.path("roles").toString());
            assertEquals("portcullis", claims.path("aud").asText());
        } finally {
            realm.editClient("portcullis", client -> ((ObjectNode) client.get("attributes"))
                    .put("client.use.lightweight.access.token.enabled", "false"));
        }
    }

    @Test
    void clientRolesCanBeLeftOutOrNarrowedToSomeClients() throws Exception {
        String user = realm.userId("tenroles");
        try {
            withMapper(config -> config.put("portcullis.client-roles", "false"));
            assertTrue(values(exampleToken(user)).stream().noneMatch(value -> value.contains(":")));

            withMapper(config -> config.put("portcullis.client-roles", "true").put("portcullis.clients", "app-1##account"));
            TreeSet<String> narrowed = values(exampleToken(user));
            assertTrue(narrowed.contains("app-1:editor"), narrowed.toString());
            assertTrue(narrowed.contains("account:view-profile"), narrowed.toString());
            assertFalse(narrowed.contains("app-2:viewer"), narrowed.toString());
        } finally {
            withMapper(config -> config.put("portcullis.client-roles", "true").remove("portcullis.clients"));
        }
    }

    @Test
    void filtersKeepOnlyMatchingValues() throws Exception {
        try {
            withMapper(config -> config.put("portcullis.filters", "app-*:editor##mod*"));
            assertEquals("[app-1:editor, moderator]", values(exampleToken(realm.userId("tenroles"))).toString());
        } finally {
            withMapper(config -> config.remove("portcullis.filters"));
        }
    }

    @Test
    void groupsAreListedByPathWhenAskedFor() throws Exception {
        try {
            withMapper(config -> config.put("portcullis.groups", "true"));
            assertTrue(values(exampleToken(realm.userId("tenroles"))).contains("group:/company/support~/2nd"));
        } finally {
            withMapper(config -> config.put("portcullis.groups", "false"));
        }
    }

    @Test
    void theClaimCanHaveAnotherName() throws Exception {
        try {
            withMapper(config -> config.put("claim.name", "https://gate.test/roles"));
            JsonNode token = exampleToken(realm.userId("moderator"));
            assertEquals("[\"moderator\"]", token.path("https://gate.test/roles").toString());
            assertFalse(token.has("roles"));
        } finally {
            withMapper(config -> config.put("claim.name", "roles"));
        }
    }

    @Test
    void aRealmRoleCannotPassForARoleOfAClient() throws Exception {
        String user = RoleGateIT.newUser(realm, "impostor");
        realm.admin().post(realm.path("/roles"), Map.of("name", "app-1:editor"));
        realm.admin().post(realm.path("/roles"), Map.of("name", "nobody:ever"));
        realm.admin().post(realm.path("/roles"), Map.of("name", "group:/company"));
        for (String role : List.of("app-1:editor", "nobody:ever", "group:/company")) {
            realm.give(user, role);
        }

        TreeSet<String> values = values(exampleToken(realm.userId(user)));
        TreeSet<String> rightfulHolder = values(exampleToken(realm.userId("tenroles")));

        assertEquals("[nobody:ever]", values.toString());
        assertTrue(rightfulHolder.contains("app-1:editor"));
    }

    private static void withMapper(Consumer<ObjectNode> change) throws Exception {
        String scope = Admin.list(realm.admin().get(realm.path("/client-scopes"))).stream()
                .filter(each -> "portcullis".equals(each.path("name").asText())).findFirst().orElseThrow()
                .path("id").asText();
        String models = realm.path("/client-scopes/" + scope + "/protocol-mappers/models");
        String mapper = Admin.list(realm.admin().get(models)).stream()
                .filter(each -> "portcullis-roles-mapper".equals(each.path("protocolMapper").asText()))
                .findFirst().orElseThrow().path("id").asText();
        realm.admin().edit(models + "/" + mapper, model -> change.accept((ObjectNode) model.get("config")));
    }
}
