package io.portcullis.enforcer.token;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;

/**
 * DPoP proofs (RFC 9449 sections 4.2 and 4.3): made for one request, by the holder of one key, good once. The cheap
 * checks come before the signature, and the note of the {@code jti} last, so that only good proofs take up room.
 */
final class DpopProof {

  private static final int MAX_RSA_BITS = 4096;
  private static final int MAX_RSA_EXPONENT_BITS = 32;

  private final ProofSettings settings;
  private final ProofNonce nonces;
  private final Clock clock;
  private final SeenIds seen;

  /** @param nonces where a nonce is asked for, or {@code null} */
  DpopProof(ProofSettings settings, ProofNonce nonces, Clock clock) {
    this.settings = settings;
    this.nonces = nonces;
    this.clock = clock;
    long acceptedFor = settings.maxAge().toSeconds() + settings.clockSkew().toSeconds();
    this.seen = new SeenIds(acceptedFor + 1, settings.remembered());
  }

  /** What is wrong with the proof, if anything. */
  Optional<ProofProblem> problem(String keyThumbprint, Presentation presented) {
    if (presented.proof() == null || presented.proof().isEmpty()) {
      return Optional.of(ProofProblem.PROOF_MISSING);
    }
    try {
      CompactJws jws = CompactJws.parse(presented.proof(), true);
      if (!"dpop+jwt".equals(jws.type())) {
        return Optional.of(ProofProblem.PROOF_MALFORMED);
      }
      if (!settings.algorithms().contains(jws.algorithm())) {
        return Optional.of(ProofProblem.PROOF_ALGORITHM);
      }
      JWK key = publicKey(jws);
      if (!equal(key.computeThumbprint().toString(), keyThumbprint)) {
        return Optional.of(ProofProblem.PROOF_KEY);
      }
      ClaimReader claims = new ClaimReader(jws.payloadObject());
      String id = claims.requiredName("jti");
      long issuedAt = claims.requiredTime("iat");
      long now = Math.floorDiv(clock.millis(), 1000L);
      Optional<ProofProblem> problem = claimProblem(claims, issuedAt, now, presented);
      if (problem.isPresent()) {
        return problem;
      }
      Optional<VerificationKey> usable = VerificationKey.of(key, MAX_RSA_BITS);
      if (usable.isEmpty() || !usable.get().verifies(jws)) {
        return Optional.of(ProofProblem.PROOF_SIGNATURE);
      }
      return seen.first(sha256(keyThumbprint + ' ' + id), issuedAt, now)
          ? Optional.empty() : Optional.of(ProofProblem.PROOF_REPLAYED);
    } catch (Refused | JOSEException e) {
      return Optional.of(ProofProblem.PROOF_MALFORMED);
    }
  }

  private Optional<ProofProblem> claimProblem(ClaimReader claims, long issuedAt, long now, Presentation presented)
      throws Refused {
    if (issuedAt < now - settings.maxAge().toSeconds() || issuedAt > now + settings.clockSkew().toSeconds()) {
      return Optional.of(ProofProblem.PROOF_TIME);
    }
    if (!claims.requiredName("htm").equals(presented.method())
        || !isForThis(claims.object().path("htu").asText(""), presented)) {
      return Optional.of(ProofProblem.PROOF_REQUEST);
    }
    if (!equal(sha256(presented.compact()), claims.object().path("ath").asText(""))) {
      return Optional.of(ProofProblem.PROOF_TOKEN);
    }
    if (nonces != null && !nonces.accepts(claims.object().path("nonce").asText(""))) {
      return Optional.of(ProofProblem.NONCE);
    }
    return Optional.empty();
  }

  /** Whether the address is the one asked for, at one of the gate's own origins. */
  private boolean isForThis(String address, Presentation presented) {
    if (presented.host() == null || presented.target() == null || !presented.target().startsWith("/")) {
      return false;
    }
    String stated = ProofTarget.normalise(address);
    for (URI origin : settings.origins()) {
      if (stated != null && presented.host().equalsIgnoreCase(origin.getHost())
          && stated.equals(ProofTarget.normalise(
              origin.getScheme() + "://" + origin.getRawAuthority() + presented.target()))) {
        return true;
      }
    }
    return false;
  }

  private static JWK publicKey(CompactJws jws) throws Refused {
    if (!(jws.header().get("jwk") instanceof ObjectNode members)) {
      throw new Refused(Rejection.MALFORMED);
    }
    try {
      JWK key = JWK.parse(members.toString());
      // An absurd exponent would make each check dear; a private key in a header is no longer a secret.
      if (key.isPrivate() || key instanceof RSAKey rsa
          && rsa.getPublicExponent().decodeToBigInteger().bitLength() > MAX_RSA_EXPONENT_BITS) {
        throw new Refused(Rejection.MALFORMED);
      }
      return key;
    } catch (ParseException | RuntimeException e) {
      throw new Refused(Rejection.MALFORMED);
    }
  }

  private static String sha256(String text) {
    try {
      return Base64.getUrlEncoder().withoutPadding().encodeToString(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static boolean equal(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
