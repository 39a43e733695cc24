package io.portcullis.enforcer.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JWSAlgorithm;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where the enforcer calls an issuer, by what its discovery document says. */
class IssuerEndpointsTest {

  private static final String OUTSIDE = "https://id.example.com/realms/main";
  private static final String INSIDE = "http://keycloak:8080/realms/main";

  private static IssuerEndpoints of(String internalUrl, String token, String revocation) throws Exception {
    ObjectNode document = new ObjectMapper().createObjectNode().put("issuer", OUTSIDE)
        .put("authorization_endpoint", OUTSIDE + "/protocol/openid-connect/auth").put("token_endpoint", token)
        .put("jwks_uri", OUTSIDE + "/protocol/openid-connect/certs")
        .put("end_session_endpoint", OUTSIDE + "/protocol/openid-connect/logout").put("revocation_endpoint", revocation);
    return IssuerEndpoints.of(document, new Issuer(URI.create(OUTSIDE), internalUrl == null ? null : URI.create(internalUrl),
        "portcullis", "portcullis", Set.of(JWSAlgorithm.ES256), false));
  }

  @Test
  void withAnInternalUrlOnlyBrowsersAreSentToTheOutsideOne() throws Exception {
    // As Keycloak answers with KC_HOSTNAME_BACKCHANNEL_DYNAMIC: some addresses inside, some outside.
    IssuerEndpoints known = of(INSIDE, INSIDE + "/protocol/openid-connect/token", OUTSIDE + "/protocol/openid-connect/revoke");
    assertEquals(URI.create(OUTSIDE + "/protocol/openid-connect/auth"), known.authorization());
    assertEquals(URI.create(INSIDE + "/protocol/openid-connect/token"), known.token());
    assertEquals(URI.create(INSIDE + "/protocol/openid-connect/certs"), known.jwks());
    assertEquals(URI.create(INSIDE + "/protocol/openid-connect/logout"), known.endSession());
    assertEquals(URI.create(INSIDE + "/protocol/openid-connect/revoke"), known.revocation());
  }

  @Test
  void addressElsewhereIsCalledWhereItIs() throws Exception {
    String elsewhere = "https://id.example.com/realms/main-two/token";
    IssuerEndpoints known = of(INSIDE + "/", elsewhere, "https://revoke.example.com/");
    assertEquals(URI.create(elsewhere), known.token());
    assertEquals(URI.create("https://revoke.example.com/"), known.revocation());
    assertEquals(URI.create(INSIDE + "/protocol/openid-connect/logout"), known.endSession());
  }

  @Test
  void withoutAnInternalUrlTheDocumentIsTakenAsItIs() throws Exception {
    IssuerEndpoints known = of(null, OUTSIDE + "/token", OUTSIDE + "/revoke");
    assertEquals(URI.create(OUTSIDE + "/token"), known.token());
    assertEquals(URI.create(OUTSIDE + "/protocol/openid-connect/logout"), known.endSession());
  }
}
