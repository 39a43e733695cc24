package io.portcullis.enforcer.session;

import com.github.benmanes.caffeine.cache.Ticker;
import io.portcullis.enforcer.config.Settings;
import io.portcullis.enforcer.decision.Incidents;
import io.portcullis.enforcer.http.Reply;
import io.portcullis.enforcer.ops.GateMetrics;
import io.portcullis.enforcer.revocation.RevocationIndex;
import io.portcullis.enforcer.token.IdTokenVerifier;
import io.portcullis.enforcer.token.IssuerEndpoints;
import io.portcullis.enforcer.token.LogoutTokenVerifier;
import io.portcullis.enforcer.token.ProofOfPossession;
import io.portcullis.enforcer.token.ProofSettings;
import io.portcullis.enforcer.token.PushedRevocationVerifier;
import io.portcullis.enforcer.token.TokenVerifier;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Puts the parts of this package together and gives them their addresses. */
public final class Sessions implements AutoCloseable {

  private static final long MAX_BODY = 64 * 1024;

  private final ExecutorService httpThreads;
  private final AuthorizationServer own;
  private final Identify identify;
  private final Login login;
  private final Callback callback;
  private final PasswordLogin passwordLogin;
  private final SessionEndpoints endpoints;
  private final SignOut signOut;
  private final Sharing sharing;
  private final BackchannelLogout backchannelLogout;
  private final PushedRevocation pushedRevocation;

  /**
   * @param issuer where the main issuer offers what, as far as known
   * @param blind whether it cannot be told now what was revoked, so that no credential may be judged
   * @param incidents counts credentials and logins that failed, by the client's address
   * @param problems told what an operator must mend, in words
   * @throws IllegalArgumentException when the client's credential is missing or unreadable; the message names the setting
   */
  public Sessions(Settings settings, Supplier<Optional<IssuerEndpoints>> issuer, TokenVerifier verifier,
      IdTokenVerifier idTokens, LogoutTokenVerifier logoutTokens, PushedRevocationVerifier pushed,
      RevocationIndex revocations,
      BooleanSupplier blind, Origins origins, GateMetrics metrics, Incidents incidents, Clock clock,
      Consumer<String> problems) {
    ClientCredentials credentials = ClientCredentials.of(settings);
    Duration timeout = settings.keycloakTimeout();
    httpThreads = Executors.newFixedThreadPool(2, task -> {
      Thread thread = new Thread(task, "portcullis-keycloak-http");
      thread.setDaemon(true);
      return thread;
    });
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(httpThreads)
        .connectTimeout(timeout).followRedirects(HttpClient.Redirect.NEVER).build();
    AuthorizationServer server = new AuthorizationServer(http, issuer, settings.issuer(), credentials, settings.scope(),
        timeout, new Turnstile(settings.keycloakConcurrency(), settings.keycloakQueue(), timeout));
    SessionCookies cookies = new SessionCookies(metrics);
    // The gate's own errands do not queue behind its visitors'.
    own = new AuthorizationServer(http, issuer, settings.issuer(), credentials, settings.scope(), timeout,
        new Turnstile(1, 1, timeout));
    Refreshes refreshes = new Refreshes(server::refresh, verifier::verifyIssued,
        new Pace(settings.refreshRate(), System::nanoTime), settings.refreshGrace(),
        Ticker.systemTicker(), metrics::refresh);
    identify = new Identify(verifier, revocations, proofs(settings, origins, credentials, clock),
        new CookieSessions(settings.issuer().toString(), verifier, revocations, refreshes, cookies, clock,
            settings.refreshAhead(), timeout, problems), blind);
    BiConsumer<RoutingContext, String> logins = (context, result) -> {
      metrics.login(result);
      note(incidents, Incidents.Kind.ofLogin(result), context, result);
    };
    byte[] stateKey = credentials.derivedKey("login state");
    login = new Login(issuer, server, origins, settings.clientId(), settings.scope(), settings.pushedAuthorization(),
        stateKey, clock);
    callback = new Callback(settings.issuer(), server, verifier, idTokens, identify, login, cookies, stateKey, clock,
        logins, problems);
    passwordLogin = settings.passwordLogin()
        ? new PasswordLogin(server, verifier, origins, cookies, logins, problems) : null;
    endpoints = new SessionEndpoints(identify, origins,
        (context, reason) -> note(incidents, Incidents.Kind.of(reason), context, reason));
    signOut = new SignOut(identify, refreshes, server, revocations, origins);
    sharing = new Sharing(origins);
    backchannelLogout = new BackchannelLogout(logoutTokens, revocations, problems);
    pushedRevocation = new PushedRevocation(pushed, revocations, problems);
  }

  private static ProofOfPossession proofs(Settings settings, Origins origins, ClientCredentials credentials,
      Clock clock) {
    ProofSettings usual = ProofSettings.of(origins.served().stream().map(URI::create).toList());
    return new ProofOfPossession(!settings.dpopNonce() ? usual
        : new ProofSettings(usual.origins(), usual.algorithms(), usual.maxAge(), usual.clockSkew(), usual.remembered(),
            credentials.derivedKey("dpop nonce")), clock);
  }

  private static void note(Incidents incidents, Incidents.Kind kind, RoutingContext context, String reason) {
    if (kind != null) {
      incidents.note(kind, context.request().getHeader("X-Real-IP"), reason, context.request().getHeader("X-Request-ID"),
          false);
    }
  }

  /** Finds out who a request comes from. */
  public Identify identify() {
    return identify;
  }

  /** An access token of the gate's service account; fails with an exception whose message says why. */
  public CompletionStage<String> ownAccessToken() {
    return own.ownToken().thenApply(grant -> {
      if (grant instanceof Grant.Issued issued) {
        return issued.pair().accessToken();
      }
      throw new IllegalStateException(grant instanceof Grant.Refused refused
          ? "Keycloak refused it: " + refused.error() + ' ' + refused.description()
          : ((Grant.Unavailable) grant).why());
    });
  }

  /** Adds the addresses of this package to the router. */
  public void route(Router router) {
    BodyHandler body = BodyHandler.create(false).setBodyLimit(MAX_BODY);
    router.route("/oauth2/*").handler(sharing::handle).failureHandler(Reply::failed);
    router.route(HttpMethod.GET, "/oauth2/start").handler(login::start);
    router.route(HttpMethod.GET, "/oauth2/callback").handler(callback::handle);
    router.route(HttpMethod.GET, "/oauth2/userinfo").handler(endpoints::userinfo);
    router.route(HttpMethod.POST, "/oauth2/refresh").handler(body).handler(endpoints::refresh);
    router.route(HttpMethod.GET, "/oauth2/sign_out").handler(signOut::handle);
    router.route(HttpMethod.POST, "/oauth2/sign_out").handler(body).handler(signOut::handle);
    router.route(HttpMethod.POST, "/oauth2/backchannel-logout").handler(body).handler(backchannelLogout::handle);
    router.route(HttpMethod.POST, "/oauth2/k_push_not_before").handler(body).handler(pushedRevocation::handle);
    router.route(HttpMethod.POST, "/oauth2/k_logout").handler(body).handler(pushedRevocation::handle);
    if (passwordLogin != null) {
      router.route(HttpMethod.POST, "/oauth2/login").handler(body).handler(passwordLogin::handle);
    }
  }

  @Override
  public void close() {
    httpThreads.shutdownNow();
  }
}
