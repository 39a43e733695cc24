package io.portcullis.enforcer.token;

import io.portcullis.enforcer.token.LogoutToken.Verification;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Verifies logout tokens (OpenID Connect Back-Channel Logout section 2.6). Thread-safe. */
public final class LogoutTokenVerifier {

  private static final Set<String> HEADER_TYPES = Set.of("jwt", "logout+jwt", "application/logout+jwt");
  private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
  private static final Duration MAX_AGE = Duration.ofMinutes(5);
  private static final int MAX_SEEN = 100_000;

  private final IssuerRegistry issuers;
  private final Clock clock;
  private final long skewSeconds;
  private final long maxWaitMillis;
  private final SeenIds seen;

  /** @param issuers whose keys to verify with; started and closed by the caller */
  public LogoutTokenVerifier(IssuerRegistry issuers, VerificationSettings settings, KeyFetching timing, Clock clock) {
    this.issuers = issuers;
    this.clock = clock;
    this.skewSeconds = settings.clockSkew().toSeconds();
    this.maxWaitMillis = timing.maxWait().toMillis();
    this.seen = new SeenIds(MAX_AGE.toSeconds() + 2 * skewSeconds + 1, MAX_SEEN);
  }

  /** Verifies a logout token as anyone may have sent it. A token is good once. Waits for keys; never fails. */
  public CompletionStage<Verification> verify(String compact) {
    return SignedToken.eventually(compact, issuers, false, this::meaning)
        .completeOnTimeout(new Verification.Unavailable("The keys of the issuer did not come in time"),
            maxWaitMillis, TimeUnit.MILLISECONDS);
  }

  private Verification meaning(SignedToken signed) {
    if (signed instanceof SignedToken.Refusal refusal) {
      return new Verification.Rejected(refusal.reason());
    }
    if (signed instanceof SignedToken.KeyUnknown unknown) {
      return new Verification.Unavailable(unknown.why());
    }
    try {
      return new Verification.Verified(read((SignedToken.Genuine) signed));
    } catch (Refused e) {
      return new Verification.Rejected(e.reason());
    }
  }

  private LogoutToken read(SignedToken.Genuine genuine) throws Refused {
    Issuer issuer = genuine.source().issuer();
    ClaimReader payload = new ClaimReader(genuine.token().claims());
    String headerType = genuine.token().jws().type();
    if (headerType != null && !HEADER_TYPES.contains(headerType)
        || !"Logout".equals(payload.object().path("typ").textValue())) {
      throw new Refused(Rejection.TYPE);
    }
    if (!payload.audienceContains(issuer.clientId())) {
      throw new Refused(Rejection.AUDIENCE);
    }
    LogoutToken token = new LogoutToken(issuer.issuer().toString(), payload.optionalName("sub"),
        payload.optionalName("sid"), payload.requiredName("jti"), payload.requiredTime("iat"));
    // A nonce would make it an ID token in disguise.
    if (token.subject() == null && token.sessionId() == null || payload.object().has("nonce")
        || !payload.object().path("events").path(EVENT).isObject()) {
      throw new Refused(Rejection.CLAIMS);
    }
    long now = Math.floorDiv(clock.millis(), 1000L);
    if (token.issuedAt() > now + skewSeconds) {
      throw new Refused(Rejection.NOT_YET_VALID);
    }
    if (token.issuedAt() < now - MAX_AGE.toSeconds() - skewSeconds
        || payload.object().has("exp") && now >= payload.requiredTime("exp") + skewSeconds) {
      throw new Refused(Rejection.EXPIRED);
    }
    if (!seen.first(token.issuer() + ' ' + token.id(), token.issuedAt(), now)) {
      throw new Refused(Rejection.REPLAYED);
    }
    return token;
  }
}
