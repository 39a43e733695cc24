package io.portcullis.enforcer.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces for DPoP proofs (RFC 9449 section 8) that need no memory: the time of issue and a MAC over it. Any enforcer
 * with the same key accepts them.
 */
final class ProofNonce {

  private static final long LIFETIME_SECONDS = 300;
  private static final int MAC_BYTES = 16;

  private final SecretKeySpec key;
  private final Clock clock;

  ProofNonce(byte[] key, Clock clock) {
    this.key = new SecretKeySpec(key, "HmacSHA256");
    this.clock = clock;
  }

  String issue() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(withMac(now()));
  }

  boolean accepts(String nonce) {
    try {
      byte[] given = StrictBase64Url.decode(nonce.getBytes(StandardCharsets.ISO_8859_1));
      if (given.length != Long.BYTES + MAC_BYTES) {
        return false;
      }
      long issued = ByteBuffer.wrap(given).getLong();
      return MessageDigest.isEqual(withMac(issued), given) && issued <= now() && now() - issued < LIFETIME_SECONDS;
    } catch (Refused e) {
      return false;
    }
  }

  private byte[] withMac(long time) {
    byte[] seconds = ByteBuffer.allocate(Long.BYTES).putLong(time).array();
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update("portcullis dpop nonce".getBytes(StandardCharsets.US_ASCII));
      byte[] nonce = Arrays.copyOf(seconds, Long.BYTES + MAC_BYTES);
      System.arraycopy(mac.doFinal(seconds), 0, nonce, Long.BYTES, MAC_BYTES);
      return nonce;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has HmacSHA256", e);
    }
  }

  private long now() {
    return Math.floorDiv(clock.millis(), 1000L);
  }
}
