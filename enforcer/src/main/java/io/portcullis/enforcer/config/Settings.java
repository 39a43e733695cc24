package io.portcullis.enforcer.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Every setting of the enforcer, in one place. Each is an environment variable {@code PORTCULLIS_…} (dashes become
 * underscores), also read from {@code .env}; the README has the table.
 */
@ConfigMapping(prefix = "portcullis")
public interface Settings {

  /** Where browsers see this gate: scheme, host and port of nginx; an origin (RFC 6454), no path. */
  @WithDefault("http://localhost:8080")
  URI publicOrigin();

  /** Further origins that nginx serves with this gate; each logs in and keeps cookies of its own. */
  Optional<List<URI>> additionalOrigins();

  /**
   * Origins whose pages may send unsafe requests with this gate's cookies and read the gate's own answers, besides the
   * origin that is asked.
   */
  Optional<List<URI>> allowedOrigins();

  /** Origins that browsers may be sent to after a login or logout, besides those that the gate serves. */
  Optional<List<URI>> returnOrigins();

  /** The issuer identifier (OpenID Connect Discovery section 3), exactly as tokens state it. */
  @WithDefault("http://localhost:8180/realms/portcullis")
  URI issuer();

  /** Where the enforcer reaches the issuer when the public address does not lead there. */
  Optional<URI> issuerInternalUrl();

  /** The client of this gate in the realm. */
  @WithDefault("portcullis")
  String clientId();

  /** The client's secret; one of this, {@link #clientSecretFile} and {@link #clientKeyFile} must be given. */
  Optional<String> clientSecret();

  /** A file whose first line is the client's secret. */
  Optional<Path> clientSecretFile();

  /** A PEM or JWK file with the client's private key, for {@code private_key_jwt} (RFC 7523). */
  Optional<Path> clientKeyFile();

  /** The audience that every access token must carry ({@code aud}, RFC 9068 section 4). */
  @WithDefault("portcullis")
  String audience();

  /** The signature algorithms that are accepted (RFC 8725 section 3.1). */
  @WithDefault("RS256,RS384,RS512,PS256,PS384,PS512,ES256,ES384,ES512,EdDSA")
  List<String> algorithms();

  /** Whether {@code azp} must be this client: refuses access tokens that other clients of the realm obtained. */
  @WithDefault("false")
  boolean bindClient();

  /** Further issuers whose bearer tokens are accepted; logins always go to {@link #issuer}. */
  List<AdditionalIssuer> additionalIssuers();

  /** The scopes that a login asks for, separated by spaces. */
  @WithDefault("openid")
  String scope();

  /** The policy file. */
  @WithDefault("policy.json")
  Path policy();

  /** Whether {@code POST /oauth2/login} takes a username and a password. */
  @WithDefault("false")
  boolean passwordLogin();

  /** Whether logins are pushed to Keycloak first (RFC 9126). */
  @WithDefault("false")
  boolean pushedAuthorization();

  /** Whether DPoP proofs must carry a nonce of this gate (RFC 9449 section 9). */
  @WithDefault("false")
  boolean dpopNonce();

  /** How long before an access token's end a cookie session is refreshed. */
  @WithDefault("5s")
  Duration refreshAhead();

  /** How long the result of a refresh serves requests that still carry the spent refresh token. */
  @WithDefault("10s")
  Duration refreshGrace();

  /** Whether changes at Keycloak are followed live; needs the Portcullis provider in Keycloak. */
  @WithDefault("true")
  boolean feed();

  /** Whether checks of credentials are refused while the change feed is away. */
  @WithDefault("false")
  boolean feedRequired();

  /** How long the change feed may be away before {@link #feedRequired} refuses. */
  @WithDefault("10s")
  Duration feedGrace();

  /** How many sessions a second are refreshed when one change concerns them all. */
  @WithDefault("250")
  int refreshRate();

  /** The longest that one call to Keycloak may take. */
  @WithDefault("5s")
  Duration keycloakTimeout();

  /** How many calls to Keycloak may be under way at once. */
  @WithDefault("32")
  int keycloakConcurrency();

  /** How many calls to Keycloak may wait for their turn; more are answered with 503 at once. */
  @WithDefault("1024")
  int keycloakQueue();

  /** How many verified tokens are remembered at the most. */
  @WithDefault("100000")
  int tokenCacheSize();

  /** How far the clocks of Keycloak and of the enforcer may differ; 60 seconds at the most. */
  @WithDefault("5s")
  Duration clockSkew();

  /** The shortest time between two fetches of an issuer's keys that unknown key ids cause. */
  @WithDefault("10s")
  Duration keyFetchInterval();

  /** How long the last good keys are trusted while the issuer cannot be reached. */
  @WithDefault("24h")
  Duration keyMaxAge();

  /**
   * Traefik, Caddy or Envoy in nginx's place: the addresses and networks whose {@code X-Forwarded-*} state what was asked
   * for. Nobody unless set.
   */
  Optional<List<String>> trustedProxies();

  /** How long, when it is stopped, the enforcer sends checks to others before it ends; nothing where it is alone. */
  @WithDefault("0s")
  Duration drain();

  /** The address on which the enforcer answers nginx by TCP. */
  @WithDefault("127.0.0.1")
  String enforcerHost();

  /** The port to that address; 0 for any that is free. */
  @WithDefault("9090")
  int enforcerPort();

  /** A Unix socket on which the enforcer answers as well, for an nginx on the same machine. */
  Optional<Path> enforcerSocket();

  /** Where decision lines go: {@code stdout}, {@code off}, or a file's path. */
  @WithDefault("stdout")
  String decisionLog();

  /** Which share of the permits is written there, from 0 to 1; everything else always is. */
  @WithDefault("1")
  double decisionLogPermitSample();

  /** The time within which what one address repeats is told as one security event. */
  @WithDefault("1m")
  Duration securityEventWindow();

  /** From how many repetitions within that time on it is one. */
  @WithDefault("10")
  int securityEventThreshold();

  /** Where spans are sent by OTLP over HTTP: the address of an OpenTelemetry collector. Off unless set. */
  Optional<URI> traces();

  /** Which share of the traces that begin at the gate is recorded, from 0 to 1; others go by what their caller decided. */
  @WithDefault("1")
  double tracesSample();

  /** An issuer whose bearer tokens are accepted besides the main one. */
  interface AdditionalIssuer {
    /** The issuer identifier. */
    URI issuer();

    /** Where the enforcer reaches it when the public address does not lead there. */
    Optional<URI> internalUrl();

    /** The client that {@code azp} must name; empty for any. */
    Optional<String> clientId();

    /** The audience that its access tokens must carry. */
    String audience();

    /** Its signature algorithms; empty for those of the main issuer. */
    Optional<List<String>> algorithms();
  }
}
