package io.portcullis.enforcer.token;

import com.fasterxml.jackson.databind.JsonNode;
import io.portcullis.enforcer.token.IdToken.Verification;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Verifies the ID token that comes with a login or a refresh (OpenID Connect Core section 3.1.3.7). Thread-safe. */
public final class IdTokenVerifier {

  private final IssuerRegistry issuers;
  private final Clock clock;
  private final long skewSeconds;
  private final long maxWaitMillis;

  /** @param issuers whose keys to verify with; started and closed by the caller */
  public IdTokenVerifier(IssuerRegistry issuers, VerificationSettings settings, KeyFetching timing, Clock clock) {
    this.issuers = issuers;
    this.clock = clock;
    this.skewSeconds = settings.clockSkew().toSeconds();
    this.maxWaitMillis = timing.maxWait().toMillis();
  }

  /**
   * Verifies an ID token that the caller has just been given by the issuer's token endpoint. Waits for keys when that
   * can help; never fails.
   *
   * @param issuer the issuer that was asked: the token must be its own
   * @param compact the ID token
   * @param nonce the nonce that the login was begun with, or {@code null} where none was sent (as in a refresh)
   * @param accessToken the access token that came with it; its hash is compared when the ID token has an
   *     {@code at_hash}
   */
  public CompletionStage<Verification> verify(URI issuer, String compact, String nonce, String accessToken) {
    return SignedToken.eventually(compact, issuers, true, signed -> meaning(signed, issuer, nonce, accessToken))
        .completeOnTimeout(new Verification.Unavailable("The keys of " + issuer + " did not come in time"),
            maxWaitMillis, TimeUnit.MILLISECONDS);
  }

  private Verification meaning(SignedToken signed, URI issuer, String nonce, String accessToken) {
    if (signed instanceof SignedToken.Refusal refusal) {
      return new Verification.Rejected(refusal.reason());
    }
    if (signed instanceof SignedToken.KeyUnknown unknown) {
      return new Verification.Unavailable(unknown.why());
    }
    SignedToken.Genuine genuine = (SignedToken.Genuine) signed;
    try {
      if (!genuine.source().issuer().issuer().equals(issuer)) {
        throw new Refused(Rejection.UNKNOWN_ISSUER);
      }
      return new Verification.Verified(read(genuine, nonce, accessToken));
    } catch (Refused e) {
      return new Verification.Rejected(e.reason());
    }
  }

  private IdToken read(SignedToken.Genuine genuine, String nonce, String accessToken) throws Refused {
    Issuer issuer = genuine.source().issuer();
    ClaimReader payload = new ClaimReader(genuine.token().claims());
    String headerType = genuine.token().jws().type();
    if (headerType != null && !headerType.equals("jwt") || !"ID".equals(payload.object().path("typ").textValue())) {
      throw new Refused(Rejection.TYPE);
    }
    if (!payload.audienceContains(issuer.clientId())) {
      throw new Refused(Rejection.AUDIENCE);
    }
    String authorizedParty = payload.optionalName("azp");
    if (authorizedParty == null ? payload.object().path("aud").size() > 1
        : !authorizedParty.equals(issuer.clientId())) {
      throw new Refused(Rejection.AUTHORIZED_PARTY);
    }
    if (nonce != null && !nonce.equals(payload.object().path("nonce").textValue())) {
      throw new Refused(Rejection.NONCE);
    }
    JsonNode hash = payload.object().get("at_hash");
    if (hash != null && (accessToken == null || !accessTokenHash(genuine, accessToken).equals(hash.textValue()))) {
      throw new Refused(Rejection.ACCESS_TOKEN_HASH);
    }
    IdToken token = new IdToken(issuer.issuer().toString(), payload.requiredName("sub"), payload.optionalName("sid"),
        payload.optionalName("acr"), payload.optionalTime("auth_time"), payload.requiredTime("iat"),
        payload.requiredTime("exp"));
    long now = Math.floorDiv(clock.millis(), 1000L);
    if (token.issuedAt() > now + skewSeconds || payload.optionalTime("nbf") > now + skewSeconds) {
      throw new Refused(Rejection.NOT_YET_VALID);
    }
    if (now >= token.expiresAt() + skewSeconds) {
      throw new Refused(Rejection.EXPIRED);
    }
    return token;
  }

  /** The left half of the hash that goes with the signature's algorithm (OpenID Connect Core section 3.1.3.6). */
  private static String accessTokenHash(SignedToken.Genuine genuine, String accessToken) {
    String algorithm = genuine.token().jws().algorithm().getName();
    // EdDSA with Ed25519 hashes with SHA-512 inside (RFC 8032), as do the algorithms that end so.
    String hash = algorithm.endsWith("256") ? "SHA-256" : algorithm.endsWith("384") ? "SHA-384" : "SHA-512";
    try {
      byte[] digest = MessageDigest.getInstance(hash).digest(accessToken.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, digest.length / 2));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has " + hash, e);
    }
  }
}
