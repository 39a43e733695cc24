package io.portcullis.enforcer.token;

import com.nimbusds.jose.JWSAlgorithm;
import java.net.URI;
import java.util.Objects;
import java.util.Set;

/**
 * A realm whose tokens are accepted, and on what terms.
 *
 * @param issuer the issuer identifier, compared with the {@code iss} claim and the discovery document character by
 *     character (OpenID Connect Discovery section 4.3)
 * @param internalUrl where to reach the issuer when its own address cannot be reached from here, or {@code null}
 * @param clientId the gate's client at this issuer
 * @param audience the value that the {@code aud} claim of an access token must contain
 * @param algorithms the signature algorithms that are accepted: a subset of {@link #ALLOWED_ALGORITHMS}
 * @param bindAuthorizedParty whether the {@code azp} claim must equal {@code clientId}, so that tokens which other
 *     clients of the realm obtained are refused
 */
public record Issuer(
    URI issuer, URI internalUrl, String clientId, String audience, Set<JWSAlgorithm> algorithms,
    boolean bindAuthorizedParty) {

  /** Every algorithm that can be accepted at all: asymmetric signatures only (RFC 8725 section 3.1, RFC 9864). */
  public static final Set<JWSAlgorithm> ALLOWED_ALGORITHMS = Set.of(
      JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.RS512,
      JWSAlgorithm.PS256, JWSAlgorithm.PS384, JWSAlgorithm.PS512,
      JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512,
      JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);

  /**
   * @throws IllegalArgumentException when an address is not absolute http(s), a name is blank, or an algorithm is not
   *     one of {@link #ALLOWED_ALGORITHMS}; the message says which
   */
  public Issuer {
    requireHttp(issuer, "issuer");
    if (internalUrl != null) {
      requireHttp(internalUrl, "internal URL of the issuer");
    }
    requireText(clientId, "client id");
    requireText(audience, "audience");
    algorithms = Set.copyOf(algorithms);
    if (algorithms.isEmpty()) {
      throw new IllegalArgumentException("At least one signature algorithm must be accepted for " + issuer);
    }
    for (JWSAlgorithm algorithm : algorithms) {
      if (!ALLOWED_ALGORITHMS.contains(algorithm)) {
        throw new IllegalArgumentException("The signature algorithm " + algorithm + " cannot be accepted; choose from "
            + ALLOWED_ALGORITHMS.stream().map(JWSAlgorithm::getName).sorted().toList());
      }
    }
  }

  /** Where the discovery document is fetched (OpenID Connect Discovery section 4). */
  URI discoveryUrl() {
    return URI.create(base(internalUrl == null ? issuer : internalUrl) + ".well-known/openid-configuration");
  }

  /**
   * Where an address below the issuer's own is reached from here. Keycloak's discovery document gives some of those that
   * only servers call, revocation and logout, as browsers reach them.
   */
  URI reached(URI address) {
    String outside = base(issuer);
    return internalUrl == null || !address.toString().startsWith(outside) ? address
        : URI.create(base(internalUrl) + address.toString().substring(outside.length()));
  }

  private static String base(URI address) {
    String text = address.toString();
    return text.endsWith("/") ? text : text + "/";
  }

  private static void requireHttp(URI address, String what) {
    Objects.requireNonNull(address, what);
    if (!("https".equals(address.getScheme()) || "http".equals(address.getScheme())) || address.getHost() == null
        || address.getRawQuery() != null || address.getRawFragment() != null || address.getRawUserInfo() != null) {
      throw new IllegalArgumentException("The " + what + " must be an absolute http or https address without query, "
          + "fragment and user part, such as https://id.example.com/realms/main");
    }
  }

  private static void requireText(String text, String what) {
    if (text == null || text.isBlank()) {
      throw new IllegalArgumentException("The " + what + " must not be empty");
    }
  }
}
