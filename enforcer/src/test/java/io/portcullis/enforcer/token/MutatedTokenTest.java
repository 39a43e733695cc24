package io.portcullis.enforcer.token;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A good token, remembered by the gate, against made-up changes of it: of its text, its header and its claims. */
class MutatedTokenTest {

  private static final int MUTATIONS = Integer.getInteger("portcullis.token.mutations", 1500);
  private static final String ALPHABET = "ABab01-_=+/. \n\u0000%~";
  private static final List<String> MEMBERS = List.of("\"alg\":\"none\"", "\"alg\":\"HS256\"", "\"alg\":\"ES256\"",
      "\"alg\":\"PS256\"", "\"crit\":[\"exp\"]", "\"b64\":false", "\"jwk\":{\"kty\":\"oct\",\"k\":\"AA\"}", "\"zip\":\"DEF\"",
      "\"kid\":\"../../dev/null\"", "\"kid\":null", "\"exp\":99999999999", "\"exp\":1e300", "\"exp\":\"9999999999\"",
      "\"iss\":\"https://evil.example\"", "\"roles\":[\"admin\"]", "\"aud\":{}", "\"typ\":\"ID\"", "\"sub\":\"root\"");

  private final Random random = new Random(20_261_122);

  static Stream<Arguments> tokens() {
    return Stream.of(
        Arguments.of(TestKeys.RSA, JWSAlgorithm.RS256), Arguments.of(TestKeys.RSA, JWSAlgorithm.PS256),
        Arguments.of(TestKeys.P256, JWSAlgorithm.ES256), Arguments.of(TestKeys.ED25519, JWSAlgorithm.EdDSA));
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void noChangeOfAGoodTokenIsAcceptedAndTheTokenStaysGood(JWK key, JWSAlgorithm algorithm) {
    String good = Minted.accessToken(key, algorithm).compact();
    try (Gate gate = new Gate(TestKeys.RSA, TestKeys.P256, TestKeys.ED25519)) {
      gate.verified(good);
      for (int i = 0; i < MUTATIONS; i++) {
        String changed = random.nextBoolean() ? changedText(good) : changedMeaning(good);
        assertFalse(!changed.equals(good) && gate.verifier.verify(changed) instanceof Verification.Verified, changed);
      }
      gate.verified(good);
    }
  }

  private String changedText(String good) {
    StringBuilder text = new StringBuilder(good);
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(text.length());
      char other = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
      switch (random.nextInt(4)) {
        case 0 -> text.setCharAt(at, other);
        case 1 -> text.insert(at, other);
        case 2 -> text.deleteCharAt(at);
        default -> text.append(text, at, Math.min(text.length(), at + 4));
      }
    }
    return text.toString();
  }

  /** A member more, before or behind the others, in the header or the claims; the signature is the good token's. */
  private String changedMeaning(String good) {
    List<String> parts = Minted.segments(good);
    int part = random.nextInt(2);
    String json = new Base64URL(parts.get(part)).decodeToString();
    String member = MEMBERS.get(random.nextInt(MEMBERS.size()));
    String changed = random.nextBoolean()
        ? "{" + member + "," + json.substring(1) : json.substring(0, json.length() - 1) + "," + member + "}";
    parts.set(part, Base64URL.encode(changed.getBytes(StandardCharsets.UTF_8)).toString());
    return String.join(".", parts);
  }
}
