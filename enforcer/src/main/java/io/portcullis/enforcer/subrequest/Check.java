package io.portcullis.enforcer.subrequest;

import io.portcullis.enforcer.decision.PolicyInForce;
import io.portcullis.enforcer.http.Caller;
import io.portcullis.enforcer.http.Headers;
import io.portcullis.enforcer.ops.Fault;
import io.portcullis.enforcer.session.AuthenticateHeader;
import io.portcullis.enforcer.session.CookieJar;
import io.portcullis.enforcer.session.Credentials;
import io.portcullis.enforcer.session.Identification;
import io.portcullis.enforcer.session.Identify;
import io.portcullis.enforcer.session.Origins;
import io.portcullis.enforcer.token.AccessToken;
import io.portcullis.policy.AccessRequest;
import io.portcullis.policy.Decision;
import io.portcullis.policy.Policy;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * {@code /oauth2/auth}: answers nginx {@code 202} (let pass), {@code 401} (who is it?) or {@code 403} (no). Any other
 * answer means that it cannot be told now; nginx makes a {@code 500} of it, and the gate's snippet a {@code 503}.
 *
 * <p>This is the one place that turns a decision into HTTP. Whatever goes wrong here, there is an answer, and it is not
 * {@code 202}: that status is set last, when nothing can fail any more.
 */
public final class Check {

  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
  private static final CharSequence NOTHING = Headers.name("0");

  private final Identify identify;
  private final PolicyInForce policies;
  private final Origins origins;
  private final Outcomes outcomes;
  private final Witness witness;
  private final Vertx vertx;
  private final Consumer<String> problems;

  /**
   * @param witness keeps what is to be known of each check afterwards
   * @param vertx whose event loop finishes answers that had to wait
   * @param problems told what an operator must mend, in words
   */
  public Check(Identify identify, PolicyInForce policies, Origins origins, Witness witness, Vertx vertx,
      Consumer<String> problems) {
    this.identify = identify;
    this.policies = policies;
    this.origins = origins;
    this.witness = witness;
    this.outcomes = witness.outcomes();
    this.vertx = vertx;
    this.problems = problems;
  }

  /** Answers one subrequest. */
  public void handle(HttpServerRequest request) {
    long began = System.nanoTime();
    try {
      MultiMap headers = request.headers();
      Credentials credentials = Credentials.ofOriginal(headers);
      CookieJar jar = credentials.jar();
      Context here = vertx.getOrCreateContext();
      Thread loop = Thread.currentThread();
      identify.identify(credentials, who -> {
        if (Thread.currentThread() == loop) {
          answer(request, jar, who, began);
        } else {
          here.runOnContext(ignored -> answer(request, jar, who, began));
        }
      });
    } catch (RuntimeException | Error e) {
      broken(request, e, began);
    }
  }

  /** Never throws: a subrequest without an answer would hold its client until nginx loses patience. */
  private void answer(HttpServerRequest request, CookieJar jar, Identification who, long began) {
    try {
      decide(request, jar, who, began);
    } catch (RuntimeException | Error e) {
      broken(request, e, began);
    }
  }

  private void broken(HttpServerRequest request, Throwable error, long began) {
    HttpServerResponse response = request.response();
    if (!response.ended() && !response.closed()) {
      response.headers().clear();
      response.setStatusCode(outcomes.broken().status()).putHeader("Content-Length", "0").end();
      witness.broken(request.headers(), outcomes.broken(), policies.current().revision(), began);
    }
    problems.accept("A check failed by an error of the gate itself, and nothing was permitted: " + Fault.name(error));
  }

  private void decide(HttpServerRequest request, CookieJar jar, Identification who, long began) {
    MultiMap headers = request.headers();
    AccessRequest asked = new AccessRequest(headers.get(Headers.ORIGINAL_METHOD), headers.get(Headers.ORIGINAL_HOST),
        headers.get(Headers.ORIGINAL_URI), headers.get(Headers.LOCATION));
    Policy policy = policies.current();
    AccessToken token = who instanceof Identification.Known known ? known.token() : null;
    boolean forged = who instanceof Identification.Known known && known.byCookie() && crossOrigin(asked, headers);
    if (forged) {
      token = null;
    }
    Decision decision = policy.decide(asked, token);
    Outcome outcome = outcome(decision, who, forged, jar.denied());
    respond(request, jar, who, token, decision, outcome);
    witness.saw(headers, asked, who, token, decision, outcome, policy.revision(), began);
  }

  /** Whether a page of another site may be behind the request: an unsafe method, or a WebSocket, from elsewhere. */
  private boolean crossOrigin(AccessRequest asked, MultiMap headers) {
    boolean safe = asked.method() != null && SAFE_METHODS.contains(asked.method());
    return (!safe || headers.contains(Headers.UPGRADE)) && !origins.trusts(headers);
  }

  private Outcome outcome(Decision decision, Identification who, boolean forged, boolean denied) {
    if (decision instanceof Decision.Permit || decision instanceof Decision.Forbidden) {
      return outcomes.of(decision);
    }
    if (forged) {
      return outcomes.crossOrigin();
    }
    if (who instanceof Identification.Undecided undecided) {
      return outcomes.unavailable(undecided.code());
    }
    if (decision instanceof Decision.StepUp) {
      return outcomes.of(decision);
    }
    String error = who instanceof Identification.Nobody nobody ? nobody.error() : null;
    if (error != null) {
      return outcomes.login(error);
    }
    return denied && who instanceof Identification.Nobody ? outcomes.denied() : outcomes.of(decision);
  }

  private static List<String> cookies(Identification who) {
    return who instanceof Identification.Known known ? known.cookies()
        : who instanceof Identification.Nobody nobody ? nobody.cookies() : List.of();
  }

  private static void respond(HttpServerRequest request, CookieJar jar, Identification who, AccessToken token,
      Decision decision, Outcome outcome) {
    HttpServerResponse response = request.response();
    MultiMap headers = response.headers();
    List<String> cookies = cookies(who);
    for (int i = 0; i < cookies.size(); i++) {
      headers.add("X-Auth-Cookie-" + (i + 1), cookies.get(i));
    }
    if (outcome.status() == 202) {
      permit(request, headers, jar, token, who);
    } else {
      headers.add("X-Portcullis-Error", error(decision, outcome));
      if (outcome.status() == 401 && Caller.of(request.headers()) == Caller.API) {
        challenge(headers, decision, who);
      } else if (outcome.status() == 503) {
        headers.add("Retry-After", "2");
      }
    }
    headers.add(Headers.CONTENT_LENGTH, NOTHING);
    response.setStatusCode(outcome.status()).end();
  }

  private static void challenge(MultiMap headers, Decision decision, Identification who) {
    if (decision instanceof Decision.StepUp stepUp) {
      headers.add("WWW-Authenticate", AuthenticateHeader.stepUp(stepUp.acr(), stepUp.maxAge()));
    } else {
      Identification.Nobody nobody = who instanceof Identification.Nobody is ? is : null;
      AuthenticateHeader.write(headers, nobody == null ? null : nobody.rebuff(), nobody == null ? null : nobody.error());
    }
  }

  private static void permit(HttpServerRequest request, MultiMap headers, CookieJar jar, AccessToken token,
      Identification who) {
    String authorization = request.getHeader(Headers.AUTHORIZATION);
    boolean pass = "on".equals(request.getHeader(Headers.PASS_ACCESS_TOKEN));
    if (token != null && who instanceof Identification.Known known) {
      IdentityHeaders.write(headers, token);
      if (pass) {
        headers.add(Headers.ACCESS_TOKEN, known.compact().toString());
      }
    }
    if (!jar.rest().isEmpty()) {
      headers.add(Headers.APPLICATION_COOKIE, jar.rest());
    }
    if (authorization != null && (pass || !Caller.isToken(authorization))) {
      headers.add(Headers.APPLICATION_AUTHORIZATION, authorization);
    }
  }

  /** The code that nginx hands on to the page or JSON which explains the refusal. */
  private static String error(Decision decision, Outcome outcome) {
    if (decision instanceof Decision.StepUp stepUp && outcome.status() == 401) {
      return outcome.reason() + (stepUp.acr() == null ? "" : ";acr=" + stepUp.acr())
          + (stepUp.maxAge() < 0 ? "" : ";max_age=" + stepUp.maxAge());
    }
    return outcome.reason();
  }
}
