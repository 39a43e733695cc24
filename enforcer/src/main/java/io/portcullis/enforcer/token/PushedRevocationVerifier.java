package io.portcullis.enforcer.token;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Clock;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Verifies what Keycloak pushes to a client's admin URL when an administrator pushes a not-before, or ends all sessions
 * of the realm: a short-lived JWS of the realm, for one client (Keycloak, {@code PushNotBeforeAction} and
 * {@code LogoutAction}). It names no issuer, so only the main one's keys are tried.
 */
public final class PushedRevocationVerifier {

  private static final String LOGOUT = "LOGOUT";
  private static final Set<String> ACTIONS = Set.of("PUSH_NOT_BEFORE", LOGOUT);
  /** Keycloak gives such a message 30 s; longer ones are not its. */
  private static final long LONGEST_LIFE_SECONDS = 120;

  private final IssuerRegistry issuers;
  private final String issuer;
  private final Clock clock;
  private final long skewSeconds;

  /** @param issuer the main issuer, one of those in the registry */
  public PushedRevocationVerifier(IssuerRegistry issuers, URI issuer, VerificationSettings settings, Clock clock) {
    this.issuers = issuers;
    this.issuer = issuer.toString();
    this.clock = clock;
    this.skewSeconds = settings.clockSkew().toSeconds();
  }

  /**
   * The not-before that a message orders, in epoch seconds; nothing for any message that is not in order. Coming twice
   * does no harm: the same not-before twice is the same not-before.
   */
  public OptionalLong notBefore(String compact) {
    try {
      CompactJws jws = CompactJws.parse(compact, false);
      KeySource source = issuers.source(issuer);
      KeySet keys = source.keys();
      VerificationKey key = keys == null || !source.issuer().algorithms().contains(jws.algorithm()) ? null
          : keys.find(jws.keyId(), jws.algorithm());
      return key == null || !key.verifies(jws) ? OptionalLong.empty() : read(jws.payloadObject(), source.issuer());
    } catch (Refused e) {
      return OptionalLong.empty();
    }
  }

  private OptionalLong read(ObjectNode payload, Issuer issuer) throws Refused {
    ClaimReader claims = new ClaimReader(payload);
    long now = Math.floorDiv(clock.millis(), 1000L);
    long expiration = claims.requiredTime("expiration");
    long notBefore = claims.requiredTime("notBefore");
    String action = claims.requiredName("action");
    boolean inOrder = ACTIONS.contains(action)
        && issuer.clientId().equals(claims.requiredName("resource"))
        // No token of any kind has an action; whatever says what kind of token it is, is one.
        && !payload.has("typ") && !payload.has("sub")
        && expiration + skewSeconds >= now && expiration <= now + LONGEST_LIFE_SECONDS + skewSeconds
        && notBefore > 0 && notBefore <= now + LONGEST_LIFE_SECONDS;
    // A logout of all names the second in which it happened, and what was issued in that second is over too.
    return inOrder ? OptionalLong.of(action.equals(LOGOUT) ? notBefore + 1 : notBefore) : OptionalLong.empty();
  }
}
