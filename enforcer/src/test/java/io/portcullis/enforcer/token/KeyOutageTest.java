package io.portcullis.enforcer.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An issuer that is away, slow or answers nonsense, over real HTTP. */
@Timeout(30)
class KeyOutageTest {

  private final MutableClock clock = new MutableClock(Minted.NOW);
  private FakeIssuer issuer;
  private LiveGate gate;

  @BeforeEach
  void start() throws Exception {
    issuer = new FakeIssuer(TestKeys.RSA);
  }

  @AfterEach
  void close() {
    if (gate != null) {
      gate.close();
    }
    issuer.close();
  }

  private LiveGate gate() {
    gate = new LiveGate(issuer, LiveGate.every(Duration.ofSeconds(5)), clock);
    return gate;
  }

  private String problemAfterAFailure() {
    gate();
    Await.until("a fetch failed", () -> gate.failed.get() > 0);
    assertFalse(gate.status().ready());
    return gate.status().problem();
  }

  @Test
  void anIssuerThatIsAwayAtTheStartIsFoundWhenItComes() {
    issuer.discoveryMisbehaviour = exchange -> FakeIssuer.reply(exchange, 503, "starting");
    assertTrue(problemAfterAFailure().contains("answered with status 503"));
    assertInstanceOf(Verification.Unavailable.class, gate.verifier.verify(gate.minted(TestKeys.RSA).compact()));
    assertInstanceOf(Verification.Unavailable.class, gate.eventually(gate.minted(TestKeys.RSA).compact()).join());
    assertTrue(gate.registry.endpoints(issuer.uri()).isEmpty());
    issuer.discoveryMisbehaviour = null;
    gate.ready();
    assertInstanceOf(Verification.Verified.class, gate.verifier.verify(gate.minted(TestKeys.RSA).compact()));
    assertNull(gate.status().problem());
  }

  @Test
  void nobodyListeningIsSaidInPlainWords() {
    issuer.close();
    assertTrue(problemAfterAFailure().endsWith("cannot be reached"), gate.status().problem());
  }

  @Test
  void liveTokensGoOnWhileTheIssuerIsAwayUpToTheStatedBound() {
    gate().ready();
    String compact = gate.minted(TestKeys.RSA).claim("exp", Minted.NOW + 9000).compact();
    assertInstanceOf(Verification.Verified.class, gate.verifier.verify(compact));
    issuer.keysMisbehaviour = exchange -> FakeIssuer.reply(exchange, 500, "");
    issuer.discoveryMisbehaviour = exchange -> FakeIssuer.reply(exchange, 500, "");
    gate.registry.refresh();
    Await.until("a fetch failed", () -> gate.failed.get() > 0);
    clock.set(Minted.NOW + 3600);
    assertInstanceOf(Verification.Verified.class, gate.verifier.verify(compact));
    assertTrue(gate.status().ready());
    assertTrue(gate.status().problem().contains("status 500"));
    clock.set(Minted.NOW + 3601);
    assertInstanceOf(Verification.Unavailable.class, gate.verifier.verify(compact));
    assertFalse(gate.status().ready());
    assertEquals(Instant.ofEpochSecond(Minted.NOW + 3600), gate.status().since());
    issuer.keysMisbehaviour = null;
    issuer.discoveryMisbehaviour = null;
    Await.until("keys are fetched again", () -> gate.status().ready());
    assertInstanceOf(Verification.Verified.class, gate.verifier.verify(compact));
  }

  @Test
  void aDiscoveryDocumentOfAnotherIssuerIsRefused() {
    issuer.namedIssuer = issuer.uri() + "/";
    String problem = problemAfterAFailure();
    assertTrue(problem.contains("names the issuer \"" + issuer.uri() + "/\""), problem);
    assertEquals(0, issuer.keyFetches.get());
  }

  @Test
  void redirectsAreNotFollowed() {
    issuer.discoveryMisbehaviour = exchange -> {
      exchange.getResponseHeaders().set("Location", issuer.uri() + "/certs");
      FakeIssuer.reply(exchange, 302, "");
    };
    assertTrue(problemAfterAFailure().contains("redirects are not followed"));
    assertEquals(0, issuer.keyFetches.get());
  }

  @Test
  void anAnswerBeyondTheSizeCapIsRefused() {
    issuer.keysMisbehaviour = exchange -> FakeIssuer.reply(exchange, 200, " ".repeat(300_000) + "{\"keys\":[]}");
    assertTrue(problemAfterAFailure().contains("more than 200000 bytes"));
  }

  @Test
  void anAnswerThatDripsInIsCutOff() {
    issuer.keysMisbehaviour = exchange -> {
      exchange.sendResponseHeaders(200, 0);
      try {
        while (true) {
          exchange.getResponseBody().write(' ');
          exchange.getResponseBody().flush();
          TimeUnit.MILLISECONDS.sleep(100);
        }
      } catch (InterruptedException e) {
        exchange.close();
      }
    };
    assertTrue(problemAfterAFailure().contains("did not answer within 1500 ms"));
  }

  @Test
  void whatIsNoKeySetIsRefused() {
    for (String nonsense : List.of("<html>", "[]", "{}", "{\"keys\":{}}", "{\"keys\":[],\"keys\":[]}", "")) {
      issuer.keysMisbehaviour = exchange -> FakeIssuer.reply(exchange, 200, nonsense);
      assertTrue(problemAfterAFailure().contains("did not answer with a key set"), nonsense);
      gate.registry.close();
    }
  }

  @Test
  void aKeySetWithoutAUsableKeyIsNotReady() {
    issuer.keys = List.of(new OctetSequenceKey.Builder(new byte[64]).keyID("secret").build());
    gate();
    Await.until("keys were fetched", () -> gate.fetched.get() > 0);
    assertFalse(gate.status().ready());
    assertTrue(gate.status().problem().contains("publishes no signing key that can be used"));
  }

  @Test
  void aBrokenKeyDoesNotTakeTheOthersWithIt() {
    String good = new JWKSet(TestKeys.RSA).toString(true);
    String broken = good.replace("{\"keys\":[", "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"!\"},{\"kty\":\"XYZ\"},7,"
        + "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\",\"kid\":\"off-curve\"},");
    issuer.keysMisbehaviour = exchange -> FakeIssuer.reply(exchange, 200, broken);
    gate().ready();
    assertEquals(1, gate.status().keys());
    assertInstanceOf(Verification.Verified.class, gate.verifier.verify(gate.minted(TestKeys.RSA).compact()));
  }

  @Test
  void theEndpointsOfTheDocumentAreTold() {
    gate().ready();
    IssuerEndpoints endpoints = gate.registry.endpoints(issuer.uri()).orElseThrow();
    assertEquals(issuer.uri() + "/token", endpoints.token().toString());
    assertEquals(issuer.uri() + "/auth", endpoints.authorization().toString());
    assertEquals(issuer.uri() + "/logout", endpoints.endSession().toString());
    assertEquals(issuer.uri() + "/revoke", endpoints.revocation().toString());
    assertEquals(issuer.uri() + "/introspect", endpoints.introspection().toString());
    assertEquals(issuer.uri() + "/par", endpoints.pushedAuthorization().toString());
  }
}
