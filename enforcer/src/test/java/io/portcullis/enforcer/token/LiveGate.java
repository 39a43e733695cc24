package io.portcullis.enforcer.token;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A verifier that fetches its keys from a {@link FakeIssuer} over HTTP. */
final class LiveGate implements AutoCloseable, TokenEvents {

  final AtomicInteger fetched = new AtomicInteger();
  final AtomicInteger failed = new AtomicInteger();
  final FakeIssuer issuer;
  final Clock clock;
  final IssuerRegistry registry;
  final TokenVerifier verifier;

  LiveGate(FakeIssuer issuer, KeyFetching timing, Clock clock) {
    this.issuer = issuer;
    this.clock = clock;
    this.registry = new IssuerRegistry(
        List.of(new Issuer(issuer.uri(), null, "portcullis", "portcullis", Issuer.ALLOWED_ALGORITHMS, true)), timing,
        new HttpTransport(Duration.ofSeconds(1), Duration.ofMillis(1500), 200_000), clock, this);
    this.verifier = new TokenVerifier(registry, VerificationSettings.DEFAULT, timing, clock, this);
    registry.start();
  }

  /** Fetches seldom by itself, retries fast, and keeps this interval between fetches that tokens cause. */
  static KeyFetching every(Duration interval) {
    return new KeyFetching(Duration.ofHours(1), Duration.ofMillis(20), interval, Duration.ofHours(1),
        Duration.ofSeconds(8));
  }

  LiveGate ready() {
    Await.until("keys are at hand", () -> status().ready());
    return this;
  }

  IssuerStatus status() {
    return registry.status().get(0);
  }

  Minted minted(JWK key) {
    long now = clock.millis() / 1000;
    return Minted.accessToken(key, JWSAlgorithm.RS256).claim("iss", issuer.uri().toString())
        .claim("iat", now).claim("exp", now + 300);
  }

  CompletableFuture<Verification> eventually(String compact) {
    return verifier.verifyEventually(compact).toCompletableFuture();
  }

  @Override
  public void keysFetched(URI address, boolean changed) {
    fetched.incrementAndGet();
  }

  @Override
  public void keysFailed(URI address, String problem) {
    failed.incrementAndGet();
  }

  @Override
  public void close() {
    registry.close();
    issuer.close();
  }
}
