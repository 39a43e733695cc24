package io.portcullis.bench;

import com.nimbusds.jose.JWSAlgorithm;
import io.portcullis.enforcer.token.Issuer;
import io.portcullis.enforcer.token.IssuerRegistry;
import io.portcullis.enforcer.token.IssuerStatus;
import io.portcullis.enforcer.token.KeyFetching;
import io.portcullis.enforcer.token.TokenEvents;
import io.portcullis.enforcer.token.TokenVerifier;
import io.portcullis.enforcer.token.Transport;
import io.portcullis.enforcer.token.Verification;
import io.portcullis.enforcer.token.VerificationSettings;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A token that is remembered, and one that is verified anew, by the algorithm of its signature. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
public class VerificationBenchmark {

  private static final String ISSUER = "https://id.example.com/realms/main";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /** The algorithm (RFC 7518 section 3.1, RFC 8037). */
  @Param({"RS256", "PS256", "ES256", "EdDSA"})
  public String algorithm;

  private IssuerRegistry issuers;
  private TokenVerifier remembering;
  private TokenVerifier forgetful;
  private String token;

  /** Publishes a key and signs a token with it. */
  @Setup
  public void setUp() throws GeneralSecurityException, InterruptedException {
    KeyPair keys = keys();
    Clock clock = Clock.systemUTC();
    String jwks = "{\"keys\":[{\"kid\":\"k\",\"use\":\"sig\",\"alg\":\"" + algorithm + "\"," + jwk(keys) + "}]}";
    issuers = new IssuerRegistry(List.of(new Issuer(URI.create(ISSUER), null, "portcullis", "portcullis",
        Set.of(JWSAlgorithm.parse(algorithm)), false)), KeyFetching.DEFAULT, new Documents(jwks), clock, TokenEvents.NONE);
    issuers.start();
    while (!issuers.status().stream().allMatch(IssuerStatus::ready)) {
      Thread.sleep(5);
    }
    remembering = verifier(1000, clock);
    forgetful = verifier(0, clock);
    token = token(keys, clock.millis() / 1000);
    if (!(remembering.verify(token) instanceof Verification.Verified)) {
      throw new IllegalStateException("The token is not accepted: " + remembering.verify(token));
    }
  }

  /** Ends the fetching of keys. */
  @TearDown
  public void close() {
    issuers.close();
  }

  private TokenVerifier verifier(int cached, Clock clock) {
    return new TokenVerifier(issuers, new VerificationSettings(Duration.ofSeconds(5), cached), KeyFetching.DEFAULT, clock,
        TokenEvents.NONE);
  }

  private KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(switch (algorithm) {
      case "ES256" -> "EC";
      case "EdDSA" -> "Ed25519";
      default -> "RSA";
    });
    if (algorithm.equals("ES256")) {
      generator.initialize(new ECGenParameterSpec("secp256r1"));
    } else if (!algorithm.equals("EdDSA")) {
      generator.initialize(2048);
    }
    return generator.generateKeyPair();
  }

  private static String jwk(KeyPair keys) {
    if (keys.getPublic() instanceof RSAPublicKey rsa) {
      return "\"kty\":\"RSA\",\"n\":\"" + number(rsa.getModulus(), 256) + "\",\"e\":\"" + number(rsa.getPublicExponent(), 3) + '"';
    }
    if (keys.getPublic() instanceof ECPublicKey ec) {
      return "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + number(ec.getW().getAffineX(), 32) + "\",\"y\":\""
          + number(ec.getW().getAffineY(), 32) + '"';
    }
    byte[] encoded = keys.getPublic().getEncoded();
    return "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\""
        + BASE64.encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)) + '"';
  }

  private static String number(BigInteger value, int bytes) {
    byte[] number = value.toByteArray();
    byte[] exact = new byte[bytes];
    int length = Math.min(number.length, bytes);
    System.arraycopy(number, number.length - length, exact, bytes - length, length);
    return BASE64.encodeToString(exact);
  }

  private String token(KeyPair keys, long now) throws GeneralSecurityException {
    String input = encoded("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\",\"kid\":\"k\"}") + '.' + encoded("""
        {"exp":%d,"iat":%d,"auth_time":%d,"jti":"onrtac:5f1b8a46-7d1d-4f6e-9f1e-0c2c3f1f7a11","iss":"%s","aud":"portcullis",\
        "sub":"0b8a1c66-3a8f-4f0a-9f5e-6e0d3a7c9b21","typ":"Bearer","azp":"portcullis","sid":"8d2f7c1e-52f6-4e7b-8a67-2b1f",\
        "acr":"1","scope":"openid","roles":["user","editor"],"preferred_username":"alice","email":"alice@example.com"}"""
        .formatted(now + 36_000, now, now, ISSUER));
    Signature signer = Signature.getInstance(switch (algorithm) {
      case "RS256" -> "SHA256withRSA";
      case "PS256" -> "RSASSA-PSS";
      case "ES256" -> "SHA256withECDSAinP1363Format";
      default -> "Ed25519";
    });
    if (algorithm.equals("PS256")) {
      signer.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    }
    signer.initSign(keys.getPrivate());
    signer.update(input.getBytes(StandardCharsets.US_ASCII));
    return input + '.' + BASE64.encodeToString(signer.sign());
  }

  private static String encoded(String json) {
    return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  /** Verified before: what nearly every check does. */
  @Benchmark
  public Verification remembered() {
    return remembering.verify(token);
  }

  /** Signature and claims in full: the first check with a token. */
  @Benchmark
  public Verification anew() {
    return forgetful.verify(token);
  }

  /** The issuer's documents, without a network. */
  private record Documents(String jwks) implements Transport {
    @Override
    public CompletableFuture<byte[]> get(URI address) {
      String document = address.getPath().endsWith("/certs") ? jwks : """
          {"issuer":"%1$s","authorization_endpoint":"%1$s/auth","token_endpoint":"%1$s/token","jwks_uri":"%1$s/certs"}"""
          .formatted(ISSUER);
      return CompletableFuture.completedFuture(document.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
      // There is nothing to end.
    }
  }
}
