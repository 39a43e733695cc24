package io.portcullis.enforcer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectEncrypter;
import io.portcullis.enforcer.fixture.MovableClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a login remembers while the browser is elsewhere. */
class LoginStateTest {

  private final SecureRandom random = new SecureRandom();
  private final MovableClock clock = new MovableClock();
  private final byte[] key = new byte[32];
  private final LoginState state = LoginState.begin("/articles/7?x=ü", 1, random, clock);

  @Test
  void whatIsSealedIsOpenedAgain() {
    assertEquals(Optional.of(state), LoginState.open(state.seal(key), key, clock));
  }

  @Test
  void aSealTellsNothing() {
    String sealed = state.seal(key);
    assertFalse(sealed.contains("articles"));
    assertNotEquals(sealed, state.seal(key));
  }

  @Test
  void everyChangedCharacterIsNoticed() {
    String sealed = state.seal(key);
    for (int i = 0; i < sealed.length() - 1; i++) {
      if (sealed.charAt(i + 1) == '.') {
        // The last character of a part may have bits to spare, which say nothing.
        continue;
      }
      char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
      String changed = sealed.substring(0, i) + other + sealed.substring(i + 1);
      assertTrue(LoginState.open(changed, key, clock).isEmpty(), "at " + i);
    }
  }

  @Test
  void anotherGatesKeyOpensNothing() {
    byte[] other = new byte[32];
    other[0] = 1;
    assertTrue(LoginState.open(state.seal(other), key, clock).isEmpty());
  }

  @Test
  void itAges() {
    String sealed = state.seal(key);
    clock.move(LoginState.LIFETIME.minusSeconds(2));
    assertTrue(LoginState.open(sealed, key, clock).isPresent());
    clock.move(Duration.ofSeconds(4));
    assertTrue(LoginState.open(sealed, key, clock).isEmpty());
  }

  @Test
  void oneFromTheFutureIsRefused() {
    clock.move(Duration.ofMinutes(5));
    String sealed = LoginState.begin("/", 0, random, clock).seal(key);
    clock.move(Duration.ofMinutes(-5));
    assertTrue(LoginState.open(sealed, key, clock).isEmpty());
  }

  @Test
  void anythingElseUnderTheSameKeyIsRefused() throws Exception {
    for (String content : new String[] {"", "x", "{}", "[]", "null", "{\"id\":1,\"returnTo\":{},\"attempt\":\"x\"}"}) {
      JWEObject jwe = new JWEObject(new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A256GCM), new Payload(content));
      jwe.encrypt(new DirectEncrypter(key));
      assertTrue(LoginState.open(jwe.serialize(), key, clock).isEmpty(), content);
    }
    JWEObject weaker = new JWEObject(new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A128CBC_HS256), new Payload("{}"));
    weaker.encrypt(new DirectEncrypter(key));
    assertTrue(LoginState.open(weaker.serialize(), key, clock).isEmpty());
  }

  @Test
  void textThatIsNoSealIsRefused() {
    for (String text : new String[] {null, "", ".", "....", "a.b.c.d.e", "x".repeat(9000)}) {
      assertTrue(LoginState.open(text, key, clock).isEmpty());
    }
  }

  @Test
  void verifierAndNonceComeFromTheSecretAndDoNotTellIt() {
    String secret = LoginState.newSecret(random);
    assertTrue(LoginState.verifier(secret).matches("[A-Za-z0-9_-]{43}"));
    assertEquals(LoginState.verifier(secret), LoginState.verifier(secret));
    Set<String> all = new HashSet<>(Set.of(secret, LoginState.verifier(secret), LoginState.nonce(secret)));
    assertEquals(3, all.size());
    assertFalse(LoginState.verifier(LoginState.newSecret(random)).equals(LoginState.verifier(secret)));
  }
}
