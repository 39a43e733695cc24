package io.portcullis.enforcer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.oauth2.sdk.dpop.DPoPProofFactory;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import io.portcullis.enforcer.fixture.Answer;
import io.portcullis.enforcer.fixture.FakeKeycloak;
import io.portcullis.enforcer.fixture.GateInTest;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that are worth nothing without their key, at the gate: proofs are for the original request. */
class ProofTest {

  private FakeKeycloak keycloak;
  private GateInTest gate;
  private ECKey key;
  private DPoPProofFactory proofs;

  @BeforeEach
  void start() throws Exception {
    key = new ECKeyGenerator(Curve.P_256).generate();
    proofs = new DefaultDPoPProofFactory(key, JWSAlgorithm.ES256);
    begin();
  }

  private void begin(String... settings) throws Exception {
    keycloak = new FakeKeycloak();
    keycloak.extraClaims.put("cnf", Map.of("jkt", key.computeThumbprint().toString(), "kc-jkt-type", "DPoP"));
    keycloak.extraClaims.put("typ", "DPoP");
    gate = new GateInTest(keycloak, settings);
  }

  @AfterEach
  void stop() throws Exception {
    gate.close();
  }

  private String token() {
    return keycloak.issue(keycloak.session("alice", "user"), null).access();
  }

  private String proof(String method, String address, String token, String nonce) throws Exception {
    return proofs.createDPoPJWT(method, URI.create(address), new DPoPAccessToken(token),
        nonce == null ? null : new Nonce(nonce)).serialize();
  }

  private Answer ask(String token, String proof) {
    return gate.browser().check("GET", "/articles/7?page=2", "Authorization", "DPoP " + token, "DPoP", proof);
  }

  @Test
  void aTokenWithItsProofPasses() throws Exception {
    String token = token();
    assertEquals(202, ask(token, proof("GET", "https://www.example.com/articles/7", token, null)).status());
  }

  @Test
  void aProofIsGoodOnce() throws Exception {
    String token = token();
    String proof = proof("GET", "https://www.example.com/articles/7", token, null);
    ask(token, proof);
    Answer again = ask(token, proof);
    assertEquals(401, again.status());
    assertTrue(again.header("WWW-Authenticate").startsWith("DPoP error=\"invalid_dpop_proof\""));
    assertTrue(again.header("WWW-Authenticate").contains("algs=\"ES256"));
  }

  @Test
  void aProofForAnotherRequestIsRefused() throws Exception {
    String token = token();
    assertEquals(401, ask(token, proof("POST", "https://www.example.com/articles/7", token, null)).status());
    assertEquals(401, ask(token, proof("GET", "https://www.example.com/articles/8", token, null)).status());
    assertEquals(401, ask(token, proof("GET", "https://evil.example/articles/7", token, null)).status());
    assertEquals(401, ask(token, proof("GET", "https://www.example.com/articles/7", token(), null)).status());
  }

  @Test
  void aBoundTokenAsPlainBearerIsRefused() {
    Answer answer = gate.browser().check("GET", "/articles/7", "Authorization", "Bearer " + token());
    assertEquals(401, answer.status());
    assertTrue(answer.header("WWW-Authenticate").startsWith("DPoP error=\"invalid_token\""));
  }

  @Test
  void aBoundTokenInACookieIsRefused() {
    FakeKeycloak.Tokens tokens = keycloak.issue(keycloak.session("alice", "user"), null);
    assertEquals(401, gate.browser().with(tokens).check("GET", "/articles/7").status());
  }

  @Test
  void anUnboundTokenUnderDpopIsRefused() throws Exception {
    keycloak.extraClaims.clear();
    String token = token();
    assertEquals(401, ask(token, proof("GET", "https://www.example.com/articles/7", token, null)).status());
  }

  @Test
  void aTokenBoundToACertificateNeedsThatOfTheConnection() {
    keycloak.extraClaims.put("typ", "Bearer");
    keycloak.extraClaims.put("cnf", Map.of("x5t#S256", "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"));
    Answer answer = gate.browser().check("GET", "/articles/7", "Authorization", "Bearer " + token());
    assertEquals(401, answer.status());
    assertTrue(answer.header("WWW-Authenticate").startsWith("Bearer error=\"invalid_token\""));
    assertEquals("certificate", answer.header("X-Portcullis-Error"));
  }

  @Test
  void theGatesOwnEndpointsAskForProofsToo() throws Exception {
    String token = token();
    String proof = proof("GET", "https://www.example.com/oauth2/userinfo", token, null);
    assertEquals(200, gate.browser().fetch("GET", "/oauth2/userinfo", null, "Authorization", "DPoP " + token,
        "DPoP", proof).status());
    assertEquals(401, gate.browser().fetch("GET", "/oauth2/userinfo", null, "Authorization", "Bearer " + token).status());
  }

  @Test
  void aNonceIsHandedOutAndAskedForWhereTheOperatorWantsIt() throws Exception {
    gate.close();
    begin("dpop-nonce", "true");
    String token = token();
    Answer first = ask(token, proof("GET", "https://www.example.com/articles/7", token, null));
    assertEquals(401, first.status());
    assertTrue(first.header("WWW-Authenticate").contains("use_dpop_nonce"));
    assertNotNull(first.header("DPoP-Nonce"));
    assertEquals(202,
        ask(token, proof("GET", "https://www.example.com/articles/7", token, first.header("DPoP-Nonce"))).status());
  }
}
