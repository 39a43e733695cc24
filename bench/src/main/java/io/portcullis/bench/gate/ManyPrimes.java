package io.portcullis.bench.gate;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * An RSA key of eight primes (RFC 8017 section 3.2), for signing a hundred thousand tokens in seconds. It is worth
 * nothing as a secret. Whoever verifies does what is done for any key of 2048 bits.
 */
final class ManyPrimes {

  private static final int PRIMES = 8;
  private static final int BITS = 2048;
  private static final byte[] SHA256_INFO = HexFormat.of().parseHex("3031300d060960864801650304020105000420");
  static final BigInteger PUBLIC_EXPONENT = BigInteger.valueOf(65_537);

  private final BigInteger[] primes = new BigInteger[PRIMES];
  private final BigInteger[] exponents = new BigInteger[PRIMES];
  private final BigInteger[] coefficients = new BigInteger[PRIMES];
  final BigInteger modulus;

  ManyPrimes() {
    SecureRandom random = new SecureRandom();
    BigInteger product;
    do {
      product = BigInteger.ONE;
      for (int i = 0; i < PRIMES; i++) {
        do {
          primes[i] = BigInteger.probablePrime(BITS / PRIMES, random);
        } while (primes[i].subtract(BigInteger.ONE).mod(PUBLIC_EXPONENT).signum() == 0);
        product = product.multiply(primes[i]);
      }
    } while (product.bitLength() != BITS);
    modulus = product;
    for (int i = 0; i < PRIMES; i++) {
      exponents[i] = PUBLIC_EXPONENT.modInverse(primes[i].subtract(BigInteger.ONE));
      BigInteger others = modulus.divide(primes[i]);
      coefficients[i] = others.multiply(others.modInverse(primes[i]));
    }
  }

  /** An RS256 signature (RFC 7518 section 3.3, RFC 8017 section 8.2). */
  byte[] sign(String input) {
    byte[] padded = new byte[BITS / 8];
    byte[] hash = sha256(input);
    java.util.Arrays.fill(padded, 2, padded.length - SHA256_INFO.length - hash.length - 1, (byte) 0xff);
    padded[1] = 1;
    System.arraycopy(SHA256_INFO, 0, padded, padded.length - SHA256_INFO.length - hash.length, SHA256_INFO.length);
    System.arraycopy(hash, 0, padded, padded.length - hash.length, hash.length);
    BigInteger message = new BigInteger(1, padded);
    BigInteger signature = BigInteger.ZERO;
    for (int i = 0; i < PRIMES; i++) {
      signature = signature.add(message.mod(primes[i]).modPow(exponents[i], primes[i]).multiply(coefficients[i]));
    }
    byte[] number = signature.mod(modulus).toByteArray();
    byte[] exact = new byte[BITS / 8];
    int length = Math.min(number.length, exact.length);
    System.arraycopy(number, number.length - length, exact, exact.length - length, length);
    return exact;
  }

  private static byte[] sha256(String input) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(input.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
