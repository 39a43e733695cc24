package io.portcullis.enforcer.token;

import com.nimbusds.jose.JWSAlgorithm;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How proofs of possession are judged.
 *
 * @param origins the public origins of the gate, such as {@code https://www.example.com}. A proof must name one of
 *     them: the {@code Host} header alone would let a proof made for another site be used here
 * @param algorithms the signature algorithms of proofs that are accepted
 * @param maxAge how old a proof may be
 * @param clockSkew how far the caller's clock may be ahead, at most 60 s
 * @param remembered how many proofs are remembered at the most to tell repetitions
 * @param nonceKey the secret that nonces are made with, of at least 32 bytes, the same on all enforcers; {@code null}
 *     when no nonce is asked for (RFC 9449 section 9)
 */
public record ProofSettings(
    List<URI> origins, Set<JWSAlgorithm> algorithms, Duration maxAge, Duration clockSkew, int remembered,
    byte[] nonceKey) {

  /** Proofs of at most 60 s with any accepted algorithm, 5 s of skew, 200,000 remembered, no nonce. */
  public static ProofSettings of(List<URI> origins) {
    return new ProofSettings(
        origins, Issuer.ALLOWED_ALGORITHMS, Duration.ofSeconds(60), Duration.ofSeconds(5), 200_000, null);
  }

  /** @throws IllegalArgumentException when a value is out of its range; the message says which */
  public ProofSettings {
    origins = List.copyOf(origins);
    algorithms = Set.copyOf(algorithms);
    if (!Issuer.ALLOWED_ALGORITHMS.containsAll(algorithms)) {
      throw new IllegalArgumentException("Only asymmetric algorithms can be accepted for proofs: " + algorithms);
    }
    if (maxAge.isNegative() || maxAge.isZero() || maxAge.toMinutes() > 10) {
      throw new IllegalArgumentException("Proofs must be accepted for more than nothing and at most 10 minutes");
    }
    if (clockSkew.isNegative() || clockSkew.toSeconds() > 60) {
      throw new IllegalArgumentException("The clock skew must be between 0 and 60 seconds, not " + clockSkew);
    }
    if (remembered < 2) {
      throw new IllegalArgumentException("At least two proofs must be remembered, not " + remembered);
    }
    if (nonceKey != null && nonceKey.length < 32) {
      throw new IllegalArgumentException("The key for nonces must have at least 32 bytes");
    }
    nonceKey = nonceKey == null ? null : nonceKey.clone();
  }
}
