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
  final AtomicInteger keyFetches = new AtomicInteger();
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
    Await.until("keys are at hand", () -> registry.status().stream().allMatch(IssuerStatus::ready));
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
    int before = keyFetches.get();
    registry.refresh();
    Await.until("keys are fetched again", () -> keyFetches.get() > before);
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
    keyFetches.incrementAndGet();
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
      return text.endsWith("/certs") ? answer(new JWKSet(published).toString(true))
          : CompletableFuture.failedFuture(new IOException(address + " was asked for"));
    }

    private CompletableFuture<byte[]> answer(String body) {
      return CompletableFuture.completedFuture(body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {}
  }
}
