package io.portcullis.enforcer.token;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A verifier with an issuer's keys at hand, without any network: the issuer's documents come from memory. */
final class Gate implements AutoCloseable, TokenEvents {

  final MutableClock clock = new MutableClock(Minted.NOW);
  final AtomicInteger hits = new AtomicInteger();
  final AtomicInteger misses = new AtomicInteger();
  /** How often a key set was asked for. */
  final AtomicInteger keyRequests = new AtomicInteger();
  private final AtomicInteger keysInForce = new AtomicInteger();
  private final int issuers;
  final IssuerRegistry registry;
  final TokenVerifier verifier;
  volatile List<JWK> published;

  Gate(JWK... keys) {
    this(List.of(issuer(Minted.ISSUER)), VerificationSettings.DEFAULT, keys);
  }

  Gate(List<Issuer> issuers, VerificationSettings settings, JWK... keys) {
    this.published = List.of(keys);
    this.registry = new IssuerRegistry(issuers, KeyFetching.DEFAULT, new Documents(), clock, this);
    this.verifier = new TokenVerifier(registry, settings, KeyFetching.DEFAULT, clock, this);
    registry.start();
    this.issuers = issuers.size();
    Await.until("keys are at hand", () -> keysInForce.get() == this.issuers);
  }

  static Issuer issuer(String address) {
    return new Issuer(URI.create(address), null, "portcullis", "portcullis", Issuer.ALLOWED_ALGORITHMS, true);
  }

  AccessToken verified(String compact) {
    return assertInstanceOf(Verification.Verified.class, verifier.verify(compact)).token();
  }

  Rejection rejection(String compact) {
    return assertInstanceOf(Verification.Rejected.class, verifier.verify(compact)).reason();
  }

  /** Publishes other keys and waits until they are in force. */
  void publish(JWK... keys) {
    published = List.of(keys);
    int before = keysInForce.get();
    registry.refresh();
    Await.until("keys are fetched again", () -> keysInForce.get() >= before + issuers);
  }

  @Override
  public void cacheHit() {
    hits.incrementAndGet();
  }

  @Override
  public void cacheMiss() {
    misses.incrementAndGet();
  }

  @Override
  public void keysFetched(URI issuer, boolean changed) {
    keysInForce.incrementAndGet();
  }

  @Override
  public void close() {
    registry.close();
  }

  private final class Documents implements Transport {
    @Override
    public CompletableFuture<byte[]> get(URI address) {
      String text = address.toString();
      int wellKnown = text.indexOf("/.well-known/");
      if (wellKnown > 0) {
        String issuer = text.substring(0, wellKnown);
        return answer("""
            {"issuer":"%s","authorization_endpoint":"%s/auth","token_endpoint":"%s/token","jwks_uri":"%s/certs"}"""
            .formatted(issuer, issuer, issuer, issuer));
      }
      if (!text.endsWith("/certs")) {
        return CompletableFuture.failedFuture(new IOException(address + " was asked for"));
      }
      keyRequests.incrementAndGet();
      return answer(new JWKSet(published).toString(true));
    }

    private CompletableFuture<byte[]> answer(String body) {
      return CompletableFuture.completedFuture(body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {}
  }
}
