package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.oauth2.sdk.ResourceOwnerPasswordCredentialsGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.dpop.DPoPProofFactory;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.CreatedResponseUtil;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.representations.idm.ClientRepresentation;

/** A program whose token Keycloak bound to its key (RFC 9449), at the gate. */
@OnStack
final class BoundTokenTest {

    private final Gate gate;
    private final ECKey key = new ECKeyGenerator(Curve.P_256).generate();
    private final DPoPProofFactory proofs = new DefaultDPoPProofFactory(key, JWSAlgorithm.ES256);
    private String client;

    BoundTokenTest(Gate gate) throws Exception {
        this.gate = gate;
    }

    @BeforeEach
    void registerTheProgram() {
        ClientRepresentation program = new ClientRepresentation();
        program.setClientId("program");
        program.setPublicClient(true);
        program.setDirectAccessGrantsEnabled(true);
        program.setDefaultClientScopes(List.of("basic", "portcullis"));
        try (Keycloak admin = gate.admin()) {
            client = CreatedResponseUtil.getCreatedId(admin.realm("portcullis").clients().create(program));
        }
    }

    @AfterEach
    void forgetTheProgram() {
        try (Keycloak admin = gate.admin()) {
            admin.realm("portcullis").clients().get(client).remove();
        }
    }

    private AccessToken token() throws Exception {
        URI endpoint = URI.create(gate.ports().keycloakOrigin() + "/realms/portcullis/protocol/openid-connect/token");
        HTTPRequest request = new TokenRequest.Builder(endpoint, new ClientID("program"),
                new ResourceOwnerPasswordCredentialsGrant("moderator", new Secret("moderator"))).build().toHTTPRequest();
        request.setDPoP(proofs.createDPoPJWT("POST", endpoint));
        return TokenResponse.parse(request.send()).toSuccessResponse().getTokens().getAccessToken();
    }

    private Answer ask(String scheme, AccessToken token, String proof) throws Exception {
        return proof == null ? gate.visitor().get("/protected", "Authorization", scheme + " " + token.getValue())
                : gate.visitor().get("/protected", "Authorization", scheme + " " + token.getValue(), "DPoP", proof);
    }

    private String proof(String path, AccessToken token) throws Exception {
        return proofs.createDPoPJWT("GET", URI.create(gate.origin() + path), token).serialize();
    }

    @Test
    void theKeysOwnerIsLetInOnceByEachProof() throws Exception {
        AccessToken token = token();
        assertTrue(token instanceof DPoPAccessToken, token.getType().toString());
        String proof = proof("/protected", token);
        assertEquals(200, ask("DPoP", token, proof).status());
        Answer again = ask("DPoP", token, proof);
        assertEquals(401, again.status());
        assertTrue(again.header("WWW-Authenticate").contains("invalid_dpop_proof"), again.header("WWW-Authenticate"));
        assertEquals(200, ask("DPoP", token, proof("/protected", token)).status());
    }

    @Test
    void aStolenTokenIsOfNoUse() throws Exception {
        AccessToken token = token();
        assertEquals(401, ask("Bearer", token, null).status());
        assertEquals(401, ask("DPoP", token, null).status());
        assertEquals(401, ask("DPoP", token, proof("/articles/1", token)).status());
        String thief = new DefaultDPoPProofFactory(new ECKeyGenerator(Curve.P_256).generate(), JWSAlgorithm.ES256)
                .createDPoPJWT("GET", URI.create(gate.origin() + "/protected"), token).serialize();
        assertEquals(401, ask("DPoP", token, thief).status());
    }
}
