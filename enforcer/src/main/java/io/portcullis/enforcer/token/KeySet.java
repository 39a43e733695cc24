package io.portcullis.enforcer.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The signing keys that an issuer publishes (RFC 7517 section 5), made ready once. Immutable. */
final class KeySet {

  private static final int MAX_RSA_BITS = 8192;
  private static final List<String> CERTIFICATE_MEMBERS = List.of("x5c", "x5t", "x5t#S256", "x5u");

  private final List<VerificationKey> keys;
  private final Map<String, List<VerificationKey>> byId;

  private KeySet(List<VerificationKey> keys) {
    this.keys = List.copyOf(keys);
    Map<String, List<VerificationKey>> index = new HashMap<>();
    for (VerificationKey key : keys) {
      index.computeIfAbsent(key.id(), id -> new ArrayList<>(1)).add(key);
    }
    this.byId = index;
  }

  /**
   * Reads a key set. A key that cannot be used is left out and takes no other with it. Keys equal to one of the
   * previous set are taken over from there, so that what was verified with them stays known.
   *
   * @throws Refused when there is no {@code keys} array
   */
  static KeySet of(ObjectNode document, KeySet previous) throws Refused {
    if (!document.path("keys").isArray()) {
      throw new Refused(Rejection.MALFORMED);
    }
    List<VerificationKey> keys = new ArrayList<>();
    for (JsonNode entry : document.path("keys")) {
      if (entry instanceof ObjectNode key) {
        // Certificates play no part in trusting a key here, and a broken one must not hide the key beside it.
        key.remove(CERTIFICATE_MEMBERS);
        parse(key).ifPresent(fresh -> keys.add(previous == null ? fresh : previous.same(fresh)));
      }
    }
    return new KeySet(keys);
  }

  /** The one key for a token's {@code kid} and algorithm, or {@code null}; without {@code kid}, the only that fits. */
  VerificationKey find(String id, JWSAlgorithm algorithm) {
    VerificationKey found = null;
    for (VerificationKey key : id == null ? keys : byId.getOrDefault(id, List.of())) {
      if (key.fits(algorithm)) {
        if (found != null) {
          return null;
        }
        found = key;
      }
    }
    return found;
  }

  boolean names(String id) {
    return byId.containsKey(id);
  }

  /** Whether this very key is still published. */
  boolean holds(VerificationKey key) {
    for (VerificationKey held : byId.getOrDefault(key.id(), List.of())) {
      if (held == key) {
        return true;
      }
    }
    return false;
  }

  /** The ids that this set has and the other has not. */
  List<String> idsMissingFrom(KeySet other) {
    return byId.keySet().stream().filter(id -> id != null && !other.names(id)).toList();
  }

  boolean sameAs(KeySet other) {
    return keys.size() == other.keys.size() && keys.stream().allMatch(other::holds);
  }

  List<VerificationKey> all() {
    return keys;
  }

  int size() {
    return keys.size();
  }

  private VerificationKey same(VerificationKey fresh) {
    for (VerificationKey held : byId.getOrDefault(fresh.id(), List.of())) {
      if (held.fingerprint().equals(fresh.fingerprint())) {
        return held;
      }
    }
    return fresh;
  }

  private static Optional<VerificationKey> parse(ObjectNode key) {
    try {
      return VerificationKey.of(JWK.parse(key.toString()), MAX_RSA_BITS);
    } catch (ParseException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
