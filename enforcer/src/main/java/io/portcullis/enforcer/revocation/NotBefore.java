package io.portcullis.enforcer.revocation;

import io.portcullis.enforcer.token.AccessToken;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keycloak's not-before of the realm and of clients: tokens issued earlier are void, by the second, as Keycloak has it. */
final class NotBefore {

  private final Map<String, Long> clients = new ConcurrentHashMap<>();
  private volatile long realm;

  void ofRealm(long epochSeconds) {
    realm = epochSeconds;
  }

  /** As {@link #ofRealm}, where an earlier time does not take back a later one; for one writer at a time. */
  void raise(long epochSeconds) {
    realm = Math.max(realm, epochSeconds);
  }

  void ofClient(String clientId, long epochSeconds) {
    if (epochSeconds > 0) {
      clients.put(clientId, epochSeconds);
    } else {
      clients.remove(clientId);
    }
  }

  boolean refuses(AccessToken token) {
    return token.issuedAt() < realm || !clients.isEmpty() && token.clientId() != null
        && token.issuedAt() < clients.getOrDefault(token.clientId(), 0L);
  }
}
