package io.portcullis.enforcer.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.impl.ECDSA;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7518 section 3.4 and RFC 8032: signatures of odd values and encodings. */
class EllipticCurveSignatureTest {

  private final Gate gate = new Gate(TestKeys.P256, TestKeys.P384, TestKeys.P521, TestKeys.ED25519);

  @AfterEach
  void close() {
    gate.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ES256", "ES384", "ES512"})
  void aSignatureOfZerosOnesOrTheOrderIsRefused(String name) {
    JWSAlgorithm algorithm = JWSAlgorithm.parse(name);
    ECKey key = (ECKey) TestKeys.forAlgorithm(algorithm);
    BigInteger order = key.getCurve().toECParameterSpec().getOrder();
    int half = (key.getCurve().toECParameterSpec().getCurve().getField().getFieldSize() + 7) / 8;
    List<BigInteger> odd = List.of(BigInteger.ZERO, BigInteger.ONE, order.subtract(BigInteger.ONE), order,
        order.add(BigInteger.ONE));
    String input = inputOf(Minted.accessToken(key, algorithm).compact());
    for (BigInteger r : odd) {
      for (BigInteger s : odd) {
        assertEquals(Rejection.SIGNATURE, gate.rejection(input + Base64URL.encode(concat(r, s, half))));
      }
    }
  }

  @Test
  void aSignatureInDerIsRefused() throws Exception {
    String compact = Minted.accessToken(TestKeys.P256, JWSAlgorithm.ES256).compact();
    byte[] signature = new Base64URL(Minted.segments(compact).get(2)).decode();
    byte[] der = ECDSA.transcodeSignatureToDER(signature);
    assertEquals(Rejection.SIGNATURE, gate.rejection(inputOf(compact) + Base64URL.encode(der)));
  }

  @Test
  void leadingAndTrailingZerosAreNotPartOfASignature() {
    String compact = Minted.accessToken(TestKeys.P256, JWSAlgorithm.ES256).compact();
    byte[] signature = new Base64URL(Minted.segments(compact).get(2)).decode();
    byte[] longer = new byte[66];
    System.arraycopy(signature, 0, longer, 1, 32);
    System.arraycopy(signature, 32, longer, 34, 32);
    assertEquals(Rejection.SIGNATURE, gate.rejection(inputOf(compact) + Base64URL.encode(longer)));
    assertEquals(Rejection.SIGNATURE,
        gate.rejection(inputOf(compact) + Base64URL.encode(Arrays.copyOf(signature, 66))));
  }

  @Test
  void anEd25519SignatureWithTheOrderAddedIsRefused() {
    // RFC 8032 section 5.1.7: S must be below the order, or every signature has twins.
    BigInteger order = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    String compact = Minted.accessToken(TestKeys.ED25519, JWSAlgorithm.EdDSA).compact();
    byte[] signature = new Base64URL(Minted.segments(compact).get(2)).decode();
    byte[] s = new byte[32];
    for (int i = 0; i < 32; i++) {
      s[i] = signature[63 - i];
    }
    byte[] twin = new BigInteger(1, s).add(order).toByteArray();
    for (int i = 0; i < 32; i++) {
      signature[32 + i] = i < twin.length ? twin[twin.length - 1 - i] : 0;
    }
    assertEquals(Rejection.SIGNATURE, gate.rejection(inputOf(compact) + Base64URL.encode(signature)));
  }

  @Test
  void anEd25519SignatureOfZerosIsRefused() {
    String compact = Minted.accessToken(TestKeys.ED25519, JWSAlgorithm.EdDSA).compact();
    assertEquals(Rejection.SIGNATURE, gate.rejection(inputOf(compact) + Base64URL.encode(new byte[64])));
  }

  @Test
  void theExampleOfRfc7515AppendixA3Verifies() throws Exception {
    assertTrue(verifies("""
        {"kty":"EC","crv":"P-256","kid":"a3","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
         "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""",
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ij"
            + "p0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"));
  }

  @Test
  void theExampleOfRfc8037AppendixA4Verifies() throws Exception {
    String key = "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";
    String jws = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
        + "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    assertTrue(verifies(key, jws));
    assertFalse(verifies(key, jws.replace("RXhh", "RXhi")));
  }

  private static boolean verifies(String jwk, String compact) throws Exception {
    KeySet keys = KeySet.of((ObjectNode) new ObjectMapper().readTree("{\"keys\":[" + jwk + "]}"), null);
    CompactJws jws = CompactJws.parse(compact, false);
    VerificationKey key = keys.find(jws.keyId(), jws.algorithm());
    return key != null && key.verifies(jws);
  }

  private static String inputOf(String compact) {
    return compact.substring(0, compact.lastIndexOf('.') + 1);
  }

  private static byte[] concat(BigInteger r, BigInteger s, int half) {
    byte[] both = new byte[2 * half];
    List<BigInteger> values = new ArrayList<>(List.of(r, s));
    for (int i = 0; i < 2; i++) {
      byte[] bytes = values.get(i).toByteArray();
      int length = Math.min(bytes.length, half);
      System.arraycopy(bytes, bytes.length - length, both, (i + 1) * half - length, length);
    }
    return both;
  }
}
