package io.portcullis.enforcer.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.util.Base64URL;
import io.portcullis.enforcer.token.Presentation.Scheme;
import io.portcullis.enforcer.token.ProofOfPossession.Outcome;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Certificate-bound tokens: RFC 8705 section 3. */
class ClientCertificateTest {

  /** Stands for a certificate's DER: it is compared, not read. Its Base64 has a plus sign and a slash. */
  private static final byte[] DER = {(byte) 0xfb, (byte) 0xef, (byte) 0xbe, (byte) 0xff, (byte) 0xff, 1, 2, 3, 4, 5};

  private static String thumbprint() {
    try {
      return Base64URL.encode(MessageDigest.getInstance("SHA-256").digest(DER)).toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As nginx writes $ssl_client_escaped_cert. */
  private static String escaped() {
    String pem = "-----BEGIN CERTIFICATE-----\n" + Base64.getEncoder().encodeToString(DER)
        + "\n-----END CERTIFICATE-----\n";
    return URLEncoder.encode(pem, StandardCharsets.US_ASCII).replace("+", "%20");
  }

  @Test
  void theCertificateOfTheConnectionIsRecognised() {
    assertTrue(escaped().contains("%2B"));
    assertTrue(ClientCertificate.matches(escaped(), thumbprint()));
    assertTrue(ClientCertificate.matches(escaped().replace("%2B", "+"), thumbprint()));
  }

  @Test
  void anythingElseIsNot() {
    String twice = escaped() + escaped();
    for (String odd : new String[] {null, "", "%", "%2", "%zz", "text", thumbprint(), twice, escaped().substring(3),
        escaped().replace("%2B", "A"), "x" + escaped(), "a".repeat(100_000)}) {
      assertFalse(ClientCertificate.matches(odd, thumbprint()), "" + odd);
    }
    assertFalse(ClientCertificate.matches(escaped(), thumbprint().substring(1)));
    assertFalse(ClientCertificate.matches(escaped(), ""));
  }

  @Test
  void aCertificateBoundTokenNeedsItsCertificate() {
    try (Gate gate = new Gate(TestKeys.RSA)) {
      ProofOfPossession possession = new ProofOfPossession(
          ProofSettings.of(List.of(URI.create("https://api.example.com"))), gate.clock);
      String compact = Minted.accessToken().claim("cnf", Map.of("x5t#S256", thumbprint())).compact();
      AccessToken token = gate.verified(compact);
      assertEquals(new Outcome.Accepted(true), possession.check(token,
          new Presentation(Scheme.BEARER, compact, null, "GET", "api.example.com", "/", escaped())));
      Outcome outcome = possession.check(token,
          new Presentation(Scheme.BEARER, compact, null, "GET", "api.example.com", "/", null));
      assertEquals(ProofProblem.CERTIFICATE, assertInstanceOf(Outcome.Refused.class, outcome).problem());
    }
  }

  @Test
  void aTokenBoundToKeyAndCertificateNeedsBoth() {
    try (Gate gate = new Gate(TestKeys.RSA)) {
      ProofOfPossession possession = new ProofOfPossession(
          ProofSettings.of(List.of(URI.create("https://api.example.com"))), gate.clock);
      String compact = Minted.accessToken().claim("cnf", Map.of("x5t#S256", thumbprint(), "jkt", "k")).compact();
      AccessToken token = gate.verified(compact);
      assertEquals(ProofProblem.BOUND_TOKEN_AS_BEARER, ((Outcome.Refused) possession.check(token,
          new Presentation(Scheme.BEARER, compact, null, "GET", "api.example.com", "/", escaped()))).problem());
      assertEquals(ProofProblem.CERTIFICATE, ((Outcome.Refused) possession.check(token,
          new Presentation(Scheme.DPOP, compact, "p", "GET", "api.example.com", "/", null))).problem());
      assertEquals(ProofProblem.PROOF_MALFORMED, ((Outcome.Refused) possession.check(token,
          new Presentation(Scheme.DPOP, compact, "p", "GET", "api.example.com", "/", escaped()))).problem());
    }
  }
}
