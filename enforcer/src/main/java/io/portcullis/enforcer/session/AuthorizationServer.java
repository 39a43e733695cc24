package io.portcullis.enforcer.session;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.PushedAuthorizationRequest;
import com.nimbusds.oauth2.sdk.PushedAuthorizationResponse;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResourceOwnerPasswordCredentialsGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import io.portcullis.enforcer.token.IssuerEndpoints;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Keycloak as the gate's authorization server: its token, logout and pushed-authorization endpoints. Requests and
 * answers are built and read by the OAuth 2.0 SDK and sent without blocking; each has a time limit, and all pass one
 * {@link Turnstile}.
 */
final class AuthorizationServer {

  /** Errors that say something about the grant itself, and not about the gate or the server. */
  private static final Set<String> FINAL = Set.of("invalid_grant", "access_denied", "unmet_authentication_requirements",
      "interaction_required", "login_required", "invalid_request", "invalid_scope");

  /** What Keycloak has rotated must not be lost: the answer is awaited longer than anybody who asked is kept waiting. */
  private static final Duration REFRESH_AWAITED = Duration.ofSeconds(60);

  private final HttpClient http;
  private final Supplier<Optional<IssuerEndpoints>> endpoints;
  private final URI issuer;
  private final ClientCredentials credentials;
  private final Scope scope;
  private final Duration timeout;
  private final Turnstile turnstile;

  AuthorizationServer(HttpClient http, Supplier<Optional<IssuerEndpoints>> endpoints, URI issuer,
      ClientCredentials credentials, String scope, Duration timeout, Turnstile turnstile) {
    this.http = http;
    this.endpoints = endpoints;
    this.issuer = issuer;
    this.credentials = credentials;
    this.scope = Scope.parse(scope);
    this.timeout = timeout;
    this.turnstile = turnstile;
  }

  /** Exchanges an authorization code (RFC 6749 section 4.1.3) with its PKCE verifier (RFC 7636 section 4.5). */
  CompletionStage<Grant> redeem(String code, String verifier, URI redirectUri) {
    return ask(new AuthorizationCodeGrant(new AuthorizationCode(code), redirectUri, new CodeVerifier(verifier)), null,
        timeout);
  }

  /** Refreshes (RFC 6749 section 6). The answer may come late; whoever cannot wait puts a limit on waiting, not on it. */
  CompletionStage<Grant> refresh(String refreshToken) {
    return ask(new RefreshTokenGrant(new RefreshToken(refreshToken)), null,
        timeout.compareTo(REFRESH_AWAITED) > 0 ? timeout : REFRESH_AWAITED);
  }

  /** The resource owner password credentials grant (RFC 6749 section 4.3). */
  CompletionStage<Grant> password(String username, String password) {
    return ask(new ResourceOwnerPasswordCredentialsGrant(username, new Secret(password)), scope, timeout);
  }

  /** A token for the gate's own service account (RFC 6749 section 4.4). */
  CompletionStage<Grant> ownToken() {
    return ask(new ClientCredentialsGrant(), null, timeout);
  }

  private CompletionStage<Grant> ask(AuthorizationGrant grant, Scope scope, Duration limit) {
    return call(known -> new TokenRequest.Builder(known.token(), authentication(), grant)
        .scope(scope).build().toHTTPRequest(), AuthorizationServer::read, Grant.Unavailable::new, limit);
  }

  private static Grant read(HTTPResponse response) throws ParseException {
    if (response.getStatusCode() >= 500 || response.getStatusCode() == 429) {
      return new Grant.Unavailable("Keycloak answered " + response.getStatusCode());
    }
    TokenResponse parsed = OIDCTokenResponseParser.parse(response);
    if (parsed instanceof OIDCTokenResponse oidc) {
      var tokens = oidc.getOIDCTokens();
      return issued(tokens.getAccessToken().getValue(), tokens.getRefreshToken(), tokens.getIDTokenString());
    }
    if (parsed.indicatesSuccess()) {
      var tokens = parsed.toSuccessResponse().getTokens();
      return issued(tokens.getAccessToken().getValue(), tokens.getRefreshToken(), null);
    }
    ErrorObject error = parsed.toErrorResponse().getErrorObject();
    String code = String.valueOf(error.getCode());
    if (FINAL.contains(code)) {
      return new Grant.Refused(code, error.getDescription() == null ? "" : error.getDescription());
    }
    return new Grant.Unavailable("Keycloak refused this gate's client with " + code
        + "; check PORTCULLIS_CLIENT_ID and its credential");
  }

  private static Grant issued(String access, RefreshToken refresh, String idToken) {
    return new Grant.Issued(new TokenPair(access, refresh == null ? null : refresh.getValue()), idToken);
  }

  /**
   * Ends the Keycloak session that a refresh token belongs to (Keycloak's logout endpoint, called by the client).
   *
   * @return whether Keycloak says that it is ended
   */
  CompletionStage<Boolean> endSession(String refreshToken) {
    return call(known -> form(known.endSession(), "refresh_token=" + encode(refreshToken)),
        response -> response.getStatusCode() / 100 == 2, why -> false, timeout);
  }

  /**
   * Revokes an access token (RFC 7009), for resource servers that ask Keycloak about it.
   *
   * @return whether Keycloak says that it is revoked
   */
  CompletionStage<Boolean> revoke(String accessToken) {
    return call(known -> form(known.revocation(), "token_type_hint=access_token&token=" + encode(accessToken)),
        response -> response.getStatusCode() / 100 == 2, why -> false, timeout);
  }

  private HTTPRequest form(URI endpoint, String body) throws JOSEException {
    if (endpoint == null) {
      throw new IllegalStateException("the issuer does not offer this endpoint");
    }
    HTTPRequest request = new HTTPRequest(HTTPRequest.Method.POST, endpoint);
    request.setEntityContentType(com.nimbusds.common.contenttype.ContentType.APPLICATION_URLENCODED);
    request.setBody(body);
    authentication().applyTo(request);
    return request;
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /** Pushes an authorization request (RFC 9126) and gives the {@code request_uri}; empty when that failed. */
  CompletionStage<Optional<URI>> push(AuthorizationRequest request) {
    return call(known -> new PushedAuthorizationRequest(known.pushedAuthorization(), authentication(), request)
            .toHTTPRequest(),
        response -> {
          PushedAuthorizationResponse parsed = PushedAuthorizationResponse.parse(response);
          return parsed.indicatesSuccess()
              ? Optional.of(parsed.toSuccessResponse().getRequestURI()) : Optional.<URI>empty();
        }, why -> Optional.empty(), timeout);
  }

  private com.nimbusds.oauth2.sdk.auth.ClientAuthentication authentication() throws JOSEException {
    return credentials.authentication(issuer);
  }

  private <T> CompletionStage<T> call(
      Request build, Reader<T> reader, Function<String, T> unavailable, Duration limit) {
    Optional<IssuerEndpoints> known = endpoints.get();
    if (known.isEmpty()) {
      return CompletableFuture.completedFuture(unavailable.apply("the issuer's endpoints are not known yet"));
    }
    HttpRequest request;
    try {
      request = translate(build.toward(known.get()), limit);
    } catch (JOSEException | RuntimeException e) {
      return CompletableFuture.completedFuture(
          unavailable.apply("the request could not be made: " + e.getClass().getSimpleName()));
    }
    return turnstile
        .pass(() -> send(request, limit)
            .handle((response, failure) -> failure == null ? parse(response, reader, unavailable)
                : unavailable.apply("Keycloak did not answer (" + rootName(failure) + ")")),
            unavailable.apply("too many calls to Keycloak are waiting"));
  }

  /** Sends; the limit holds for the whole answer, whose end the client's own limit leaves out. */
  private CompletableFuture<HttpResponse<String>> send(HttpRequest request, Duration limit) {
    CompletableFuture<HttpResponse<String>> sent = http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    return sent.copy().orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).whenComplete((response, failure) -> {
      if (failure != null) {
        sent.cancel(true);
      }
    });
  }

  private static <T> T parse(HttpResponse<String> response, Reader<T> reader, Function<String, T> unavailable) {
    try {
      HTTPResponse translated = new HTTPResponse(response.statusCode());
      for (Map.Entry<String, List<String>> header : response.headers().map().entrySet()) {
        if (!header.getKey().startsWith(":")) {
          translated.setHeader(header.getKey(), header.getValue().toArray(String[]::new));
        }
      }
      translated.setBody(response.body());
      return reader.read(translated);
    } catch (ParseException | RuntimeException e) {
      return unavailable.apply("Keycloak's answer with status " + response.statusCode() + " was not understood");
    }
  }

  private static HttpRequest translate(HTTPRequest request, Duration limit) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(request.getURI()).timeout(limit);
    request.getHeaderMap().forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
    String body = request.getBody();
    return builder.POST(HttpRequest.BodyPublishers.ofString(body == null ? "" : body)).build();
  }

  private static String rootName(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName();
  }

  @FunctionalInterface
  private interface Request {
    HTTPRequest toward(IssuerEndpoints endpoints) throws JOSEException;
  }

  @FunctionalInterface
  private interface Reader<T> {
    T read(HTTPResponse response) throws ParseException;
  }
}
