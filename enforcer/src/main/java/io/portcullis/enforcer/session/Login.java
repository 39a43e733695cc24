package io.portcullis.enforcer.session;

import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.ACR;
import io.portcullis.enforcer.http.Caller;
import io.portcullis.enforcer.http.Page;
import io.portcullis.enforcer.http.Reply;
import io.portcullis.enforcer.token.IssuerEndpoints;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code /oauth2/start}: sends the browser to Keycloak's login (OpenID Connect Core section 3.1.2.1) with PKCE, a
 * sealed state and a nonce, and remembers where it was going.
 */
final class Login {

  /** More logins under way than this in one browser, and the oldest is forgotten. */
  private static final int MAX_LOGINS = 16;
  /** So many logins for one address, each within this time of the one before, are a loop and no person. */
  private static final int MAX_ROUNDS = 5;
  private static final long ROUND_SECONDS = 20;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Supplier<Optional<IssuerEndpoints>> endpoints;
  private final AuthorizationServer server;
  private final Origins origins;
  private final String clientId;
  private final String scope;
  private final boolean pushed;
  private final byte[] stateKey;
  private final Clock clock;

  Login(Supplier<Optional<IssuerEndpoints>> endpoints, AuthorizationServer server, Origins origins, String clientId,
      String scope, boolean pushed, byte[] stateKey, Clock clock) {
    this.endpoints = endpoints;
    this.server = server;
    this.origins = origins;
    this.clientId = clientId;
    this.scope = scope;
    this.pushed = pushed;
    this.stateKey = stateKey;
    this.clock = clock;
  }

  /** Handles {@code GET /oauth2/start?rd=…[&acr_values=…][&max_age=…]}. */
  void start(RoutingContext context) {
    String returnTo = ReturnAddress.of(context.request().getParam("rd"), origins.returnable());
    CookieJar jar = CookieJar.of(context.request().getHeader("Cookie"));
    if (rounds(jar.loop(), returnTo) >= MAX_ROUNDS) {
      Reply.page(context, 508, Page.of("Signing in goes round in circles",
          "You were signed in " + MAX_ROUNDS + " times in a row, and the page still asks for a sign-in. Usually the tokens"
              + " of the identity provider do not fit this gate: its audience, its issuer address, the strength of the"
              + " sign-in that the page asks for, or the clock. `portcullis doctor` names the cause. Wait "
              + ROUND_SECONDS + " seconds before you try again.",
          "/oauth2/sign_out", "Sign out"));
      return;
    }
    if (jar.denied()) {
      Reply.cookies(context, List.of(SessionCookies.notDenied()));
    }
    begin(context, jar, returnTo, 0);
  }

  /**
   * The cookie that counts a finished login. Only what succeeds and is asked for again can be a loop, and each round of it
   * ends here; tabs that begin at once do not make one.
   */
  static String countRound(CookieJar jar, String returnTo) {
    return SessionCookies.loop(mark(returnTo) + '.' + Math.min(99, rounds(jar.loop(), returnTo) + 1), ROUND_SECONDS);
  }

  /** Begins a login and redirects to Keycloak. */
  void begin(RoutingContext context, CookieJar jar, String returnTo, int attempt) {
    Optional<IssuerEndpoints> known = endpoints.get();
    if (known.isEmpty()) {
      Reply.unavailable(context, Caller.of(context.request().headers()));
      return;
    }
    LoginState state = LoginState.begin(returnTo, attempt, RANDOM, clock);
    String secret = LoginState.newSecret(RANDOM);
    AuthorizationRequest request = request(context, known.get(), state, secret);
    Reply.cookies(context, List.of(SessionCookies.login(state.id(), secret, LoginState.LIFETIME.toSeconds())));
    List<String[]> logins = jar.logins();
    for (int i = 0; i <= logins.size() - MAX_LOGINS; i++) {
      Reply.cookies(context, List.of(SessionCookies.loginGone(logins.get(i)[0])));
    }
    if (pushed && known.get().pushedAuthorization() != null) {
      push(context, request);
    } else {
      Reply.redirect(context, request.toURI().toString());
    }
  }

  private AuthorizationRequest request(RoutingContext context, IssuerEndpoints known, LoginState state, String secret) {
    AuthenticationRequest.Builder builder = new AuthenticationRequest.Builder(ResponseType.CODE, Scope.parse(scope),
        new ClientID(clientId), redirectUri(context))
        .endpointURI(known.authorization())
        .state(new State(state.seal(stateKey)))
        .nonce(new Nonce(LoginState.nonce(secret)))
        .codeChallenge(new CodeVerifier(LoginState.verifier(secret)), CodeChallengeMethod.S256);
    String acr = context.request().getParam("acr_values");
    if (acr != null && acr.matches("[\\x21-\\x7e]{1,64}( [\\x21-\\x7e]{1,64}){0,4}")) {
      builder.acrValues(java.util.Arrays.stream(acr.split(" ")).map(ACR::new).toList());
    }
    String maxAge = context.request().getParam("max_age");
    if (maxAge != null && maxAge.matches("[0-9]{1,9}")) {
      builder.maxAge(Integer.parseInt(maxAge));
    }
    return builder.build();
  }

  private void push(RoutingContext context, AuthorizationRequest request) {
    server.push(request).thenAccept(Reply.later(context, requestUri -> {
      if (requestUri.isEmpty()) {
        Reply.unavailable(context, Caller.of(context.request().headers()));
        return;
      }
      Reply.redirect(context, new AuthorizationRequest.Builder(requestUri.get(), new ClientID(clientId))
          .endpointURI(request.getEndpointURI()).build().toURI().toString());
    }));
  }

  /** Where Keycloak sends the browser back to: on the origin that the browser asked. */
  URI redirectUri(RoutingContext context) {
    return URI.create(origins.of(context.request().headers()) + "/oauth2/callback");
  }

  /** The address that begins a login for a return address. */
  static String startAddress(String returnTo) {
    return "/oauth2/start?rd=" + URLEncoder.encode(returnTo, StandardCharsets.UTF_8);
  }

  private static String mark(String returnTo) {
    return Integer.toHexString(returnTo.hashCode());
  }

  private static int rounds(String cookie, String returnTo) {
    String prefix = mark(returnTo) + '.';
    if (cookie == null || !cookie.startsWith(prefix)) {
      return 0;
    }
    String count = cookie.substring(prefix.length());
    return count.matches("[0-9]{1,2}") ? Integer.parseInt(count) : 0;
  }
}
