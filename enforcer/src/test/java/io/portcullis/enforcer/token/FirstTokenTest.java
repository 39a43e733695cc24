package io.portcullis.enforcer.token;

import static org.junit.jupiter.api.Assertions.*;

import com.nimbusds.jose.*;
import com.nimbusds.jose.crypto.*;
import com.nimbusds.jose.jwk.*;
import com.nimbusds.jose.jwk.gen.*;
import com.nimbusds.jwt.*;
import java.time.*;
import java.util.*;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FirstTokenTest {
  @Test
  void aTokenOfTheIssuerIsVerified() throws Exception {
    RSAKey key = new RSAKeyGenerator(2048).keyID("one").keyUse(KeyUse.SIGNATURE).algorithm(JWSAlgorithm.RS256).generate();
    try (FakeIssuer fake = new FakeIssuer(key.toPublicJWK());
        IssuerRegistry registry = new IssuerRegistry(List.of(fake.issuer(JWSAlgorithm.RS256)), KeyFetching.DEFAULT,
            new HttpTransport(Duration.ofSeconds(1), Duration.ofSeconds(2), 100000), Clock.systemUTC(), TokenEvents.NONE)) {
      TokenVerifier verifier = new TokenVerifier(registry, VerificationSettings.DEFAULT, KeyFetching.DEFAULT, Clock.systemUTC(), TokenEvents.NONE);
      registry.start();
      long now = System.currentTimeMillis();
      SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").type(JOSEObjectType.JWT).build(),
          new JWTClaimsSet.Builder().issuer(fake.uri().toString()).audience("portcullis").subject("u").jwtID("j")
              .claim("azp", "portcullis").claim("typ", "Bearer").issueTime(new Date(now)).expirationTime(new Date(now + 60000)).claim("roles", List.of("user")).build());
      jwt.sign(new RSASSASigner(key));
      String t = jwt.serialize();
      long deadline = System.nanoTime() + 5_000_000_000L;
      while (!registry.status().get(0).ready() && System.nanoTime() < deadline) Thread.sleep(10);
      Verification v = verifier.verify(t);
      assertInstanceOf(Verification.Verified.class, v, v.toString());
      assertSame(v, verifier.verify(t));
      assertEquals(Set.of("user"), ((Verification.Verified) v).token().roles());
      assertEquals(v, verifier.verifyEventually(t).toCompletableFuture().get(1, TimeUnit.SECONDS));
    }
  }
}
