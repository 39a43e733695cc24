package io.portcullis.enforcer.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.portcullis.enforcer.http.Caller;
import io.portcullis.enforcer.http.Page;
import io.portcullis.enforcer.http.Reply;
import io.portcullis.enforcer.token.AccessToken;
import io.portcullis.enforcer.token.IdToken;
import io.portcullis.enforcer.token.IdTokenVerifier;
import io.portcullis.enforcer.token.TokenVerifier;
import io.portcullis.enforcer.token.Verification;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * {@code /oauth2/callback}: finishes a login (OpenID Connect Core section 3.1.2.5).
 *
 * <p>A code is redeemed only when the state is this gate's and the cookie of that very login is there; then the cookie
 * goes, so that a reload or the back button redeems nothing, and Keycloak never sees a code twice (it would end the
 * session). A reload lands where the login was going when there is a session by now, and begins a new login when there
 * is none.
 */
final class Callback {

  private static final int MAX_ATTEMPTS = 2;

  private final URI issuer;
  private final AuthorizationServer server;
  private final TokenVerifier verifier;
  private final IdTokenVerifier idTokens;
  private final Identify identify;
  private final Login login;
  private final byte[] stateKey;
  private final Clock clock;
  private final SessionCookies cookies;
  private final BiConsumer<RoutingContext, String> metric;
  private final Consumer<String> problems;
  private final Cache<String, CompletableFuture<Outcome>> redeemed =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofSeconds(60)).build();

  /**
   * @param metric told the outcome of every login in one word
   * @param problems told what an operator must mend, in words
   */
  Callback(URI issuer, AuthorizationServer server, TokenVerifier verifier, IdTokenVerifier idTokens, Identify identify,
      Login login, SessionCookies cookies, byte[] stateKey, Clock clock, BiConsumer<RoutingContext, String> metric,
      Consumer<String> problems) {
    this.issuer = issuer;
    this.server = server;
    this.verifier = verifier;
    this.idTokens = idTokens;
    this.identify = identify;
    this.login = login;
    this.stateKey = stateKey;
    this.clock = clock;
    this.cookies = cookies;
    this.metric = metric;
    this.problems = problems;
  }

  private sealed interface Outcome {
    record Done(TokenPair pair, AccessToken token) implements Outcome {}

    record Failed(int status, String title, String text) implements Outcome {}
  }

  /** Handles {@code GET /oauth2/callback?code=…&state=…} or {@code ?error=…&state=…}. */
  void handle(RoutingContext context) {
    CookieJar jar = CookieJar.of(context.request().getHeader("Cookie"));
    Optional<LoginState> opened = LoginState.open(context.request().getParam("state"), stateKey, clock);
    String answeredBy = context.request().getParam("iss");
    if (opened.isEmpty() || answeredBy != null && !answeredBy.equals(issuer.toString())) {
      // The issuer is named by RFC 9207: another one's answer must not be mixed up with ours.
      metric.accept(context, opened.isEmpty() ? "bad_state" : "bad_issuer");
      Reply.page(context, 400, Page.of("This sign-in cannot be finished",
          "It was begun too long ago, or not here. Nothing is lost: begin again.", "/", "Begin again"));
      return;
    }
    LoginState state = opened.get();
    String secret = jar.login(state.id());
    String code = context.request().getParam("code");
    String error = context.request().getParam("error");
    if (secret == null || error != null && passing(context, error)) {
      resume(context, jar, state);
    } else if (code == null || code.isBlank() || error != null) {
      metric.accept(context, "refused");
      Reply.cookies(context, List.of(SessionCookies.loginGone(state.id())));
      Reply.page(context, 403, Page.of("You were not signed in",
          "The identity provider ended the sign-in: " + readable(context, error) + ".",
          Login.startAddress(state.returnTo()), "Sign in again"));
    } else {
      redeem(context, jar, state, secret, code);
    }
  }

  /** Errors by which Keycloak says that another tab was faster, or that its page was open for too long. */
  private static boolean passing(RoutingContext context, String error) {
    String description = context.request().getParam("error_description");
    return error.equals("temporarily_unavailable") && "authentication_expired".equals(description)
        || error.equals("login_required");
  }

  private static String readable(RoutingContext context, String error) {
    String description = context.request().getParam("error_description");
    String text = description == null || description.isBlank() ? String.valueOf(error) : description;
    return text.length() > 200 ? text.substring(0, 200) : text;
  }

  /** Goes on where the login was going when there is a session by now; otherwise begins anew, but not for ever. */
  private void resume(RoutingContext context, CookieJar jar, LoginState state) {
    identify.identify(Credentials.of(jar), Reply.later(context, who -> {
      if (jar.login(state.id()) != null) {
        Reply.cookies(context, List.of(SessionCookies.loginGone(state.id())));
      }
      if (who instanceof Identification.Known known) {
        metric.accept(context, "resumed");
        Reply.cookies(context, known.cookies());
        Reply.redirect(context, state.returnTo());
      } else if (who instanceof Identification.Undecided) {
        Reply.unavailable(context, Caller.of(context.request().headers()));
      } else if (state.attempt() >= MAX_ATTEMPTS) {
        metric.accept(context, "no_cookie");
        Reply.page(context, 400, Page.of("Your browser keeps no cookies for this site",
            "The sign-in worked, but the browser did not send back the cookie that belongs to it. Allow cookies for"
                + " this site, and use https (or localhost): secure cookies do not travel over plain http.",
            "/", "Back"));
      } else {
        login.begin(context, jar, state.returnTo(), state.attempt() + 1);
      }
    }));
  }

  private void redeem(RoutingContext context, CookieJar jar, LoginState state, String secret, String code) {
    URI redirectUri = login.redirectUri(context);
    CompletableFuture<Outcome> mine = new CompletableFuture<>();
    // The same callback twice at once, as some browsers send it, redeems once. The key is known to that browser alone.
    CompletableFuture<Outcome> theirs = redeemed.asMap().putIfAbsent(LoginState.nonce(secret) + state.id(), mine);
    if (theirs == null) {
      redeem(code, secret, redirectUri)
          .whenComplete((outcome, failure) -> mine.complete(failure == null ? outcome : unavailable()));
    }
    (theirs == null ? mine : theirs).thenAccept(Reply.later(context, outcome -> finish(context, jar, state, outcome)));
  }

  private CompletionStage<Outcome> redeem(String code, String secret, URI redirectUri) {
    try {
      return server.redeem(code, LoginState.verifier(secret), redirectUri)
          .thenCompose(grant -> accept(grant, LoginState.nonce(secret)));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletionStage<Outcome> accept(Grant grant, String nonce) {
    if (grant instanceof Grant.Unavailable away) {
      problems.accept("A login could not be finished: " + away.why());
      return CompletableFuture.completedFuture(unavailable());
    }
    if (grant instanceof Grant.Refused refused) {
      return CompletableFuture.completedFuture(new Outcome.Failed(403, "You were not signed in",
          "The identity provider refused the sign-in (" + refused.error() + ")."));
    }
    Grant.Issued issued = (Grant.Issued) grant;
    return verifier.verifyIssued(issued.pair().accessToken()).thenCompose(verification -> {
      if (verification instanceof Verification.Unavailable away) {
        problems.accept("A login could not be finished: " + away.why());
        return CompletableFuture.completedFuture(unavailable());
      }
      if (!(verification instanceof Verification.Verified verified) || verified.token().confirmation() != null) {
        String code = verification instanceof Verification.Verified ? "proof_required" : Identify.code(verification);
        problems.accept("A login gave an access token that this gate does not accept: " + code);
        return CompletableFuture.completedFuture(new Outcome.Failed(500, "This gate is not set up right",
            "You signed in, but the identity provider's token is not one that this gate accepts (" + code
                + "). The operator finds the cause with `portcullis doctor`."));
      }
      return idTokens.verify(issuer, issued.idToken(), nonce, issued.pair().accessToken())
          .thenApply(proof -> belongs(proof, verified.token()) ? new Outcome.Done(issued.pair(), verified.token())
              : proof instanceof IdToken.Verification.Unavailable ? unavailable()
              : new Outcome.Failed(403, "You were not signed in",
                  "The identity provider's answer does not belong to this sign-in."));
    });
  }

  /** Whether the ID token is the proof of this very login, and the access token is the same user's. */
  private static boolean belongs(IdToken.Verification proof, AccessToken token) {
    return proof instanceof IdToken.Verification.Verified verified
        && verified.token().subject().equals(token.subject());
  }

  private static Outcome unavailable() {
    return new Outcome.Failed(503, "Sign-in is not available just now",
        "The identity provider does not answer. Try again in a moment.");
  }

  private void finish(RoutingContext context, CookieJar jar, LoginState state, Outcome outcome) {
    Reply.cookies(context, List.of(SessionCookies.loginGone(state.id())));
    if (outcome instanceof Outcome.Done done) {
      try {
        Reply.cookies(context, cookies.of(done.pair(), done.token().sid()));
        Reply.cookies(context, List.of(Login.countRound(jar, state.returnTo())));
        metric.accept(context, "ok");
        Reply.redirect(context, state.returnTo());
      } catch (SessionCookies.CookieTooLargeException e) {
        metric.accept(context, "cookie_too_large");
        problems.accept(e.getMessage());
        Reply.page(context, 500, Page.of("This gate is not set up right", e.getMessage(), "/", "Back"));
      }
      return;
    }
    Outcome.Failed failed = (Outcome.Failed) outcome;
    metric.accept(context, failed.status() == 503 ? "unavailable" : "refused");
    if (failed.status() == 503) {
      context.response().putHeader("Retry-After", "2");
    }
    Reply.page(context, failed.status(),
        Page.of(failed.title(), failed.text(), Login.startAddress(state.returnTo()), "Sign in again"));
  }
}
