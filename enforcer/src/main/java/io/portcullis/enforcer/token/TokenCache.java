package io.portcullis.enforcer.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Verified tokens under the SHA-256 of their text; the text itself is not kept. Refusals are not remembered: a flood of
 * forgeries would push out the honest. An entry knows the key it was verified with, and counts only as long as the
 * issuer publishes that key.
 */
final class TokenCache {

  /** A token that was verified in full, with what the verification rested on. */
  record Entry(Verification.Verified outcome, KeySource source, VerificationKey key) {}

  /** All 256 bits: no two texts share one. */
  record Digest(long a, long b, long c, long d) {
    @Override
    public int hashCode() {
      return (int) a;
    }
  }

  private static final class Hasher {
    final MessageDigest sha256;
    final byte[] input = new byte[CompactJws.MAX_LENGTH];
    final byte[] output = new byte[32];

    Hasher() {
      try {
        sha256 = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("Every Java platform has SHA-256", e);
      }
    }
  }

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final ThreadLocal<Hasher> hashers = ThreadLocal.withInitial(Hasher::new);
  private final int maximum;
  private final Cache<Digest, Entry> entries;

  TokenCache(int maximum, Clock clock) {
    this.maximum = maximum;
    // Evicted by the thread that adds, so that the bound holds at once and no other pool is called in.
    this.entries = Caffeine.newBuilder().maximumSize(maximum).expireAfter(new UntilExpiry(clock))
        .executor(Runnable::run).build();
  }

  /** What the token's text is found under. */
  Digest key(TokenText compact) {
    Hasher hasher = hashers.get();
    try {
      hasher.sha256.update(compact.bytes(hasher.input), 0, compact.length());
      hasher.sha256.digest(hasher.output, 0, hasher.output.length);
    } catch (DigestException e) {
      throw new IllegalStateException("SHA-256 has 32 bytes", e);
    }
    return new Digest((long) LONGS.get(hasher.output, 0), (long) LONGS.get(hasher.output, 8),
        (long) LONGS.get(hasher.output, 16), (long) LONGS.get(hasher.output, 24));
  }

  Entry get(Digest key) {
    return entries.getIfPresent(key);
  }

  void put(Digest key, Entry entry) {
    if (maximum > 0) {
      entries.put(key, entry);
    }
  }

  void forget(Digest key) {
    entries.invalidate(key);
  }

  void forgetIf(Predicate<AccessToken> condition) {
    entries.asMap().values().removeIf(entry -> condition.test(entry.outcome().token()));
  }

  void clear() {
    entries.invalidateAll();
  }

  long size() {
    entries.cleanUp();
    return entries.estimatedSize();
  }

  private record UntilExpiry(Clock clock) implements Expiry<Digest, Entry> {
    @Override
    public long expireAfterCreate(Digest key, Entry entry, long currentTime) {
      return TimeUnit.MILLISECONDS.toNanos(
          Math.max(0, entry.outcome().token().expiresAt() * 1000 - clock.millis()));
    }

    @Override
    public long expireAfterUpdate(Digest key, Entry entry, long currentTime, long currentDuration) {
      return expireAfterCreate(key, entry, currentTime);
    }

    @Override
    public long expireAfterRead(Digest key, Entry entry, long currentTime, long currentDuration) {
      return currentDuration;
    }
  }
}
