package io.portcullis.enforcer.token;

import java.math.BigInteger;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Knows RSA moduli that can be factored because of how they were made: those of the Infineon library (ROCA,
 * CVE-2017-15361). Their primes are powers of 65537 modulo the product of many small primes, and so is the modulus; of
 * honest moduli not one in 10^40 looks so.
 */
final class WeakModulus {

  private static final BigInteger GENERATOR = BigInteger.valueOf(65537);
  private static final Set<BigInteger> SMALL_PRIMES =
      Stream.iterate(BigInteger.valueOf(3), BigInteger::nextProbablePrime).limit(38).collect(Collectors.toUnmodifiableSet());

  private WeakModulus() {}

  static boolean isWeak(BigInteger modulus) {
    return SMALL_PRIMES.stream().allMatch(prime -> isPower(modulus.mod(prime), prime));
  }

  /** Whether a residue is a power of the generator. */
  private static boolean isPower(BigInteger residue, BigInteger prime) {
    BigInteger power = BigInteger.ONE;
    do {
      if (power.equals(residue)) {
        return true;
      }
      power = power.multiply(GENERATOR).mod(prime);
    } while (!power.equals(BigInteger.ONE));
    return false;
  }
}
