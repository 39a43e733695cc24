package io.portcullis.provider.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the admin console is told of each piece: name, help text, options with types and defaults. */
@AgainstKeycloak
class ConsoleIT {

    private static TestRealm realm;

    @BeforeAll
    static void realm(KeycloakCluster keycloak) {
        realm = TestRealm.shipped(keycloak);
    }

    @Test
    void theMappersAreOfferedWithHelpAndTypedOptions() throws Exception {
        List<JsonNode> mappers = Admin.list(realm.admin().get("/serverinfo").path("protocolMapperTypes").path("openid-connect"));

        Map<String, String> roles = options(find(mappers, "portcullis-roles-mapper").path("properties"));
        assertEquals("String=roles", roles.get("claim.name"));
        assertEquals("boolean=true", roles.get("portcullis.client-roles"));
        assertEquals("MultivaluedString=", roles.get("portcullis.clients"));
        assertEquals("MultivaluedString=", roles.get("portcullis.filters"));
        assertEquals("boolean=false", roles.get("portcullis.groups"));
        assertEquals("boolean=false", roles.get("portcullis.keycloak-own"));
        assertEquals("boolean=true", roles.get("lightweight.claim"));
        assertEquals("boolean=false", roles.get("id.token.claim"));
        assertEquals("String=login_id",
                options(find(mappers, "portcullis-refresh-link-mapper").path("properties")).get("claim.name"));
        find(mappers, "portcullis-as-of-mapper");
    }

    @Test
    void theRoleGateIsOfferedAsAStepWithHelpAndTypedOptions() throws Exception {
        find(Admin.list(realm.admin().get(realm.path("/authentication/authenticator-providers"))), "portcullis-role-gate");
        JsonNode gate = realm.admin().get(realm.path("/authentication/config-description/portcullis-role-gate"));

        assertFalse(gate.path("helpText").asText().isBlank());
        Map<String, String> options = options(gate.path("properties"));
        assertEquals("MultivaluedString=", options.get("portcullis.gate.roles"));
        assertEquals("String=portcullis.locations", options.get("portcullis.gate.role-attribute"));
        assertEquals("MultivaluedString=", options.get("portcullis.gate.exempt-clients"));
    }

    @Test
    void theGateCannotBeMadeAnAlternativeToAPassword() throws Exception {
        List<JsonNode> steps = Admin.list(
                realm.admin().get(realm.path("/authentication/flows/portcullis%20browser/executions")));
        JsonNode gate = steps.stream().filter(step -> "portcullis-role-gate".equals(step.path("providerId").asText()))
                .findFirst().orElseThrow();

        assertEquals("[\"REQUIRED\",\"DISABLED\"]", gate.path("requirementChoices").toString());
    }

    @Test
    void aMapperCannotTakeAClaimThatKeycloakWritesItself() throws Exception {
        String scope = Admin.list(realm.admin().get(realm.path("/client-scopes"))).stream()
                .filter(each -> "portcullis".equals(each.path("name").asText())).findFirst().orElseThrow()
                .path("id").asText();
        try {
            realm.admin().post(realm.path("/client-scopes/" + scope + "/protocol-mappers/models"), Map.of(
                    "name", "misnamed", "protocol", "openid-connect", "protocolMapper", "portcullis-roles-mapper",
                    "config", Map.of("claim.name", "scope")));
        } catch (AssertionError refused) {
            assertTrue(refused.getMessage().contains("400"), refused.getMessage());
            return;
        }
        throw new AssertionError("The console accepted the claim name 'scope'");
    }

    private static JsonNode find(List<JsonNode> all, String id) {
        JsonNode found = all.stream().filter(each -> id.equals(each.path("id").asText())).findFirst()
                .orElseThrow(() -> new AssertionError(id + " is not offered"));
        String help = found.has("helpText") ? found.path("helpText").asText() : found.path("description").asText();
        assertFalse(help.isBlank(), id + " has no help text");
        String name = found.has("name") ? found.path("name").asText() : found.path("displayName").asText();
        assertTrue(name.startsWith("Portcullis "), id + " is called " + name);
        return found;
    }

    /** Each option as type=default; all of them have a label and a help text. */
    private static Map<String, String> options(JsonNode properties) {
        Map<String, String> options = new LinkedHashMap<>();
        for (JsonNode property : properties) {
            assertFalse(property.path("label").asText().isBlank(), property.toString());
            assertFalse(property.path("helpText").asText().isBlank(), property.toString());
            options.put(property.path("name").asText(),
                    property.path("type").asText() + '=' + property.path("defaultValue").asText(""));
        }
        return options;
    }
}
