package io.portcullis.enforcer.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JWSAlgorithm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Runs a corpus of (key or key set, JWS, expected result) in the form of Wycheproof's {@code json_web_signature_test.json},
 * {@code json_web_key_test.json} and {@code json_web_crypto_test.json} through the code that verifies tokens:
 * {@code -Dportcullis.jws.corpus=FILE}.
 *
 * <p>A valid vector may be refused for two reasons only: it is symmetric, or its key is published for another algorithm
 * than its header names.
 */
@EnabledIfSystemProperty(named = "portcullis.jws.corpus", matches = ".+")
class JwsCorpusTest {

  @Test
  void noForgedSignatureIsAcceptedAndNoValidOneRefused() throws Exception {
    JsonNode corpus = new ObjectMapper().readTree(
        Files.readString(Path.of(System.getProperty("portcullis.jws.corpus"))));
    List<String> wrong = new ArrayList<>();
    int accepted = 0;
    for (JsonNode group : corpus.path("testGroups")) {
      ObjectNode key = (ObjectNode) (group.has("public") ? group.get("public") : group.get("private"));
      ObjectNode document = key.has("keys") ? key.deepCopy() : new ObjectMapper().createObjectNode();
      if (!key.has("keys")) {
        document.putArray("keys").add(key.deepCopy());
      }
      KeySet keys = KeySet.of(document, null);
      for (JsonNode vector : group.path("tests")) {
        if (!vector.has("jws")) {
          assertFalse(verifies(keys, vector.path("jwe")), "an encrypted token: " + vector.path("tcId"));
          continue;
        }
        boolean verified = verifies(keys, vector.path("jws"));
        boolean expected = vector.path("result").asText().equals("valid") && !mayBeRefused(key, vector.path("jws"));
        accepted += verified ? 1 : 0;
        if (verified != expected) {
          wrong.add(vector.path("tcId") + " " + vector.path("comment") + ": verified=" + verified);
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(accepted > 0, "the corpus holds valid vectors");
  }

  private static boolean verifies(KeySet keys, JsonNode jws) {
    try {
      CompactJws parsed = CompactJws.parse(jws.isTextual() ? jws.textValue() : jws.toString(), false);
      VerificationKey key = keys.find(parsed.keyId(), parsed.algorithm());
      return Issuer.ALLOWED_ALGORITHMS.contains(parsed.algorithm()) && key != null && key.verifies(parsed);
    } catch (Refused e) {
      return false;
    }
  }

  private static boolean mayBeRefused(ObjectNode key, JsonNode jws) {
    if (key.path("kty").asText().equals("oct")) {
      return true;
    }
    try {
      JWSAlgorithm algorithm = CompactJws.parse(jws.asText(), false).algorithm();
      return algorithm.getName().startsWith("HS") || key.has("alg") && !key.path("alg").asText().equals(algorithm.getName());
    } catch (Refused e) {
      return false;
    }
  }
}
