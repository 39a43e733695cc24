package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.admin.client.CreatedResponseUtil;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.ClientRepresentation;

/** A gate that proves itself to Keycloak by a key in place of a secret ({@code private_key_jwt}, RFC 7523). */
@OnStack
final class ClientKeyTest {

    private final Gate gate;

    ClientKeyTest(Gate gate) {
        this.gate = gate;
    }

    @Test
    void aGateWithAKeySignsInRefreshesAndSignsOut(@TempDir Path folder) throws Exception {
        Path name = folder.resolve("gate");
        PortcullisCommand.Result made = PortcullisCommand.run(gate.checkout(), "key", "generate", name.toString());
        assertEquals(0, made.status(), made.output());
        try (Keycloak admin = gate.admin()) {
            RealmResource realm = admin.realm("portcullis");
            String client = CreatedResponseUtil.getCreatedId(realm.clients().create(keyed(Files.readString(folder.resolve("gate.jwks")))));
            try (SecondEnforcer enforcer = new SecondEnforcer(gate, Map.of("PORTCULLIS_CLIENT_ID", "keyed-gate",
                    "PORTCULLIS_CLIENT_KEY_FILE", folder.resolve("gate.jwk").toString(), "PORTCULLIS_FEED", "false",
                    "PORTCULLIS_PASSWORD_LOGIN", "true", "PORTCULLIS_PUSHED_AUTHORIZATION", "true"))) {
                Visitor visitor = new Visitor("http://127.0.0.1:" + enforcer.port());
                post(visitor, "/oauth2/login", "username=moderator&password=moderator");
                String before = visitor.cookie("__Host-portcullis_at");
                post(visitor, "/oauth2/refresh", "");
                assertTrue(!before.equals(visitor.cookie("__Host-portcullis_at")));
                assertTrue(visitor.get("/oauth2/userinfo").body().contains("moderator"));
                Answer start = visitor.navigate("/oauth2/start?rd=/protected");
                assertTrue(start.header("Location").contains("request_uri="), start.header("Location"));
                Answer out = post(visitor, "/oauth2/sign_out", "");
                assertTrue(out.json().path("identity_provider_session_ended").asBoolean(), out.body());
            } finally {
                realm.clients().get(client).remove();
            }
        }
    }

    /** As a page of the site does, though without nginx between. */
    private Answer post(Visitor visitor, String path, String form) throws Exception {
        Answer answer = visitor.send("POST", path, form, "Content-Type", "application/x-www-form-urlencoded",
                "Accept", Visitor.JSON, "Origin", gate.origin());
        assertEquals(200, answer.status(), path + ": " + answer.body());
        return answer;
    }

    private ClientRepresentation keyed(String jwks) {
        ClientRepresentation client = new ClientRepresentation();
        client.setClientId("keyed-gate");
        client.setPublicClient(false);
        client.setDirectAccessGrantsEnabled(true);
        client.setRedirectUris(List.of(gate.origin() + "/oauth2/callback", "http://127.0.0.1:*"));
        client.setDefaultClientScopes(List.of("basic", "acr", "portcullis"));
        client.setClientAuthenticatorType("client-jwt");
        client.setAttributes(Map.of("use.jwks.string", "true", "jwks.string", jwks,
                "token.endpoint.auth.signing.alg", "ES256", "pkce.code.challenge.method", "S256"));
        return client;
    }
}
