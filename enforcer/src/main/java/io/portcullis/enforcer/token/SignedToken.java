package io.portcullis.enforcer.token;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The outcome of the one step that every kind of token shares: find the issuer by the claimed {@code iss}, the key by
 * {@code kid} and algorithm, and check the signature. What the claims mean is the business of the caller.
 */
sealed interface SignedToken {

  /** The signature is that of the issuer. */
  record Genuine(KeySource source, VerificationKey key, UnverifiedToken token) implements SignedToken {}

  /** It is refused, whatever it says. */
  record Refusal(Rejection reason) implements SignedToken {}

  /** The key is not at hand; {@code source} may learn it. */
  record KeyUnknown(KeySource source, String keyId, String why) implements SignedToken {}

  static SignedToken check(String compact, IssuerRegistry issuers) {
    return check(compact, issuers, false);
  }

  private static SignedToken check(String compact, IssuerRegistry issuers, boolean fromIssuer) {
    try {
      return check(UnverifiedToken.parse(compact), issuers, fromIssuer);
    } catch (Refused e) {
      return new Refusal(e.reason());
    }
  }

  /** As {@link #check}, and waits for keys where that can help. */
  static <T> CompletableFuture<T> eventually(
      String compact, IssuerRegistry issuers, boolean fromIssuer, Function<SignedToken, T> meaning) {
    SignedToken first = check(compact, issuers, fromIssuer);
    if (!(first instanceof KeyUnknown unknown)) {
      return CompletableFuture.completedFuture(meaning.apply(first));
    }
    return unknown.source.learn(unknown.keyId, fromIssuer).thenApply(answer -> meaning.apply(switch (answer) {
      case PUBLISHED -> check(compact, issuers, false);
      case ABSENT -> new Refusal(Rejection.UNKNOWN_KEY);
      case UNDECIDED -> unknown;
    }));
  }

  private static SignedToken check(UnverifiedToken token, IssuerRegistry issuers, boolean fromIssuer)
      throws Refused {
    KeySource source = issuers.source(token.claimedIssuer());
    if (source == null) {
      throw new Refused(Rejection.UNKNOWN_ISSUER);
    }
    CompactJws jws = token.jws();
    if (!source.issuer().algorithms().contains(jws.algorithm())) {
      throw new Refused(Rejection.ALGORITHM);
    }
    KeySet keys = source.keys();
    if (keys == null) {
      return new KeyUnknown(source, jws.keyId(), source.status().problem());
    }
    VerificationKey key = keys.find(jws.keyId(), jws.algorithm());
    if (key == null) {
      if (!keys.names(jws.keyId())
          && (fromIssuer || source.mayLearn(jws.keyId(), token.claimedIssuedAt()))) {
        return new KeyUnknown(source, jws.keyId(), "The token's key is not known yet");
      }
      throw new Refused(Rejection.UNKNOWN_KEY);
    }
    if (!key.verifies(jws)) {
      throw new Refused(Rejection.SIGNATURE);
    }
    return new Genuine(source, key, token);
  }
}
