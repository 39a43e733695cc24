package io.portcullis.enforcer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import io.portcullis.enforcer.fixture.SettingsOf;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the gate proves to Keycloak that it is its client. */
class ClientCredentialsTest {

  private static final URI ISSUER = URI.create("https://id.example.com/realms/main");

  @TempDir
  Path folder;

  private static ClientCredentials of(String... settings) {
    return ClientCredentials.of(SettingsOf.these(settings));
  }

  private static String refusal(String... settings) {
    return assertThrows(IllegalArgumentException.class, () -> of(settings)).getMessage();
  }

  private Path write(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void aSecretIsSentAsBasic() throws Exception {
    assertInstanceOf(ClientSecretBasic.class, of("client-secret", "s3cret").authentication(ISSUER));
  }

  @Test
  void aSecretIsReadFromTheFirstLineOfAFile() throws Exception {
    ClientSecretBasic basic = (ClientSecretBasic) of("client-secret-file",
        write("secret", " from-file \nand a remark\n").toString()).authentication(ISSUER);
    assertEquals("from-file", basic.getClientSecret().getValue());
  }

  @Test
  void anEcKeySignsAnAssertionForTheIssuer() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    PrivateKeyJWT jwt = (PrivateKeyJWT) of("client-key-file", write("key.json", key.toJSONString()).toString())
        .authentication(ISSUER);
    assertTrue(jwt.getClientAssertion().verify(new ECDSAVerifier(key.toECPublicKey())));
    assertEquals("k1", jwt.getClientAssertion().getHeader().getKeyID());
    assertEquals(List.of(ISSUER.toString()), jwt.getClientAssertion().getJWTClaimsSet().getAudience());
    assertEquals("portcullis", jwt.getClientAssertion().getJWTClaimsSet().getSubject());
  }

  @Test
  void anRsaKeyInPemDoesToo() throws Exception {
    RSAKey key = new RSAKeyGenerator(2048).generate();
    String pem = "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.toPrivateKey().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
    PrivateKeyJWT jwt = (PrivateKeyJWT) of("client-key-file", write("key.pem", pem).toString()).authentication(ISSUER);
    assertTrue(jwt.getClientAssertion().verify(new RSASSAVerifier(key.toRSAPublicKey())));
  }

  @Test
  void anEcKeyInPemNeedsNoPublicHalf() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_384).generate();
    String pem = "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.toPrivateKey().getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
    PrivateKeyJWT jwt = (PrivateKeyJWT) of("client-key-file", write("ec.pem", pem).toString()).authentication(ISSUER);
    assertTrue(jwt.getClientAssertion().verify(new ECDSAVerifier(key.toECPublicKey())));
    assertEquals(JWSAlgorithm.ES384, jwt.getClientAssertion().getHeader().getAlgorithm());
  }

  @Test
  void aJwkSaysItsAlgorithm() throws Exception {
    RSAKey key = new RSAKeyGenerator(2048).algorithm(JWSAlgorithm.PS256).generate();
    PrivateKeyJWT jwt = (PrivateKeyJWT) of("client-key-file", write("ps.jwk", key.toJSONString()).toString())
        .authentication(ISSUER);
    assertEquals(JWSAlgorithm.PS256, jwt.getClientAssertion().getHeader().getAlgorithm());
  }

  @Test
  void whatIsMissingOrUnreadableIsNamedByItsSetting() throws Exception {
    assertTrue(refusal().contains("set PORTCULLIS_CLIENT_SECRET,"));
    assertTrue(refusal("client-secret", "  ").contains("PORTCULLIS_CLIENT_SECRET"));
    assertTrue(refusal("client-secret-file", folder.resolve("none").toString())
        .startsWith("PORTCULLIS_CLIENT_SECRET_FILE: cannot read"));
    assertTrue(refusal("client-secret-file", write("empty", "\n\n").toString()).contains("first line"));
    assertTrue(refusal("client-key-file", write("x", "not a key").toString())
        .startsWith("PORTCULLIS_CLIENT_KEY_FILE:"));
    assertTrue(refusal("client-key-file",
        write("public", new ECKeyGenerator(Curve.P_256).generate().toPublicJWK().toJSONString()).toString())
        .contains("no private"));
  }

  @Test
  void theWordThatAsksForASecretIsNeverTakenAsOne() throws Exception {
    assertTrue(refusal("client-secret", "generate").startsWith("PORTCULLIS_CLIENT_SECRET is the word"));
    assertTrue(refusal("client-secret", " GENERATE ").startsWith("PORTCULLIS_CLIENT_SECRET is the word"));
    assertTrue(refusal("client-secret-file", write("generate", "generate\n").toString())
        .startsWith("PORTCULLIS_CLIENT_SECRET_FILE is the word"));
  }

  @Test
  void derivedKeysAreTheSameOnAllEnforcersAndDifferentForEachPurpose() {
    byte[] key = of("client-secret", "s3cret").derivedKey("login state");
    assertEquals(32, key.length);
    assertTrue(Arrays.equals(key, of("client-secret", "s3cret").derivedKey("login state")));
    assertFalse(Arrays.equals(key, of("client-secret", "s3cret").derivedKey("dpop nonce")));
    assertFalse(Arrays.equals(key, of("client-secret", "other").derivedKey("login state")));
  }

  @Test
  void printingACredentialDoesNotShowIt() {
    assertNotEquals(-1, of("client-secret", "s3cret").toString().indexOf("portcullis"));
    assertEquals(-1, of("client-secret", "s3cret").toString().indexOf("s3cret"));
  }
}
