package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.portcullis.acceptance.PortcullisCommand.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.representations.idm.RoleRepresentation;

/** {@code policy check --realm} against the running Keycloak. */
@OnStack
final class PolicyAndRealmTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Gate gate;
    private final Map<String, String> settings;

    PolicyAndRealmTest(Gate gate) {
        this.gate = gate;
        this.settings = Map.of("PORTCULLIS_KEYCLOAK_URL", gate.ports().keycloakOrigin(),
                "PORTCULLIS_ADMIN_USER", "admin", "PORTCULLIS_ADMIN_PASSWORD", "admin");
    }

    @Test
    void theExampleAndTheShippedRealmAgree() throws Exception {
        Result check = PortcullisCommand.run(gate.checkout(), settings, "policy", "check", "--realm");
        assertEquals(0, check.status(), check.output());
    }

    @Test
    void rolesThatTheRealmDoesNotHaveAreNamedWithTheNearestOne(@TempDir Path folder) throws Exception {
        Path policy = Files.writeString(folder.resolve("policy.json"), """
                {"@public": {"locations": ["/"]}, "moderater": {"locations": ["/protected"]},
                 "portcullis:editor": {"locations": ["/edit"]}, "admin": {"locations": ["/admin/**"]}}
                """);
        Result check = PortcullisCommand.run(gate.checkout(), settings, "policy", "check", "--realm", policy.toString());
        assertEquals(1, check.status(), check.output());
        assertTrue(check.output().contains("`moderater` of the policy is not a role of the realm; did you mean `moderator`?"),
                check.output());
        assertTrue(check.output().contains("`portcullis:editor` of the policy is not a role of the realm"), check.output());
        assertTrue(!check.output().contains("`admin` of the policy"), check.output());

        Result json = PortcullisCommand.run(
                gate.checkout(), settings, "policy", "check", "--realm", "--json", policy.toString());
        assertEquals(1, json.status(), json.output());
        assertEquals("[\"moderater\",\"portcullis:editor\"]", JSON.readTree(json.output()).path("rolesNotInRealm").toString());
    }

    @Test
    void rolesThatNoEntryNamesAreListed() throws Exception {
        RoleRepresentation role = new RoleRepresentation("librarian", "", false);
        try (Keycloak admin = gate.admin()) {
            admin.realm("portcullis").roles().create(role);
            try {
                Result check = PortcullisCommand.run(gate.checkout(), settings, "policy", "check", "--realm");
                assertEquals(0, check.status(), check.output());
                assertTrue(check.output().contains("roles of the realm that no entry names: librarian"), check.output());
            } finally {
                admin.realm("portcullis").roles().deleteRole("librarian");
            }
        }
    }

    @Test
    void wrongCredentialsAndAForeignAddressHaveTheirOwnExitCodes() throws Exception {
        Result refused = PortcullisCommand.run(gate.checkout(), Map.of("PORTCULLIS_KEYCLOAK_URL",
                gate.ports().keycloakOrigin(), "PORTCULLIS_ADMIN_USER", "admin", "PORTCULLIS_ADMIN_PASSWORD", "wrong"),
                "policy", "check", "--realm");
        assertEquals(4, refused.status(), refused.output());
        Result away = PortcullisCommand.run(gate.checkout(), Map.of("PORTCULLIS_KEYCLOAK_URL", "http://127.0.0.1:1",
                "PORTCULLIS_ADMIN_USER", "admin", "PORTCULLIS_ADMIN_PASSWORD", "admin"), "policy", "check", "--realm");
        assertEquals(3, away.status(), away.output());
    }
}
