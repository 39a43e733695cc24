package io.portcullis.enforcer;

import com.github.benmanes.caffeine.cache.Ticker;
import com.nimbusds.jose.JWSAlgorithm;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.portcullis.enforcer.config.SettingRanges;
import io.portcullis.enforcer.config.Settings;
import io.portcullis.enforcer.decision.DecisionLog;
import io.portcullis.enforcer.decision.Incidents;
import io.portcullis.enforcer.decision.PolicyInForce;
import io.portcullis.enforcer.feed.FeedFollower;
import io.portcullis.enforcer.feed.FeedState;
import io.portcullis.enforcer.http.Entrances;
import io.portcullis.enforcer.http.Reply;
import io.portcullis.enforcer.http.TracedEndpoints;
import io.portcullis.enforcer.ops.Codes;
import io.portcullis.enforcer.ops.Drain;
import io.portcullis.enforcer.ops.GateMetrics;
import io.portcullis.enforcer.ops.Traces;
import io.portcullis.enforcer.ops.Warnings;
import io.portcullis.enforcer.revocation.RevocationIndex;
import io.portcullis.enforcer.session.Origins;
import io.portcullis.enforcer.session.Sessions;
import io.portcullis.enforcer.subrequest.Challenge;
import io.portcullis.enforcer.subrequest.Check;
import io.portcullis.enforcer.subrequest.OtherFrontDoors;
import io.portcullis.enforcer.subrequest.Witness;
import io.portcullis.enforcer.token.HttpTransport;
import io.portcullis.enforcer.token.IdTokenVerifier;
import io.portcullis.enforcer.token.Issuer;
import io.portcullis.enforcer.token.IssuerRegistry;
import io.portcullis.enforcer.token.KeyFetching;
import io.portcullis.enforcer.token.LogoutTokenVerifier;
import io.portcullis.enforcer.token.PushedRevocationVerifier;
import io.portcullis.enforcer.token.TokenVerifier;
import io.portcullis.enforcer.token.VerificationSettings;
import io.portcullis.policy.InvalidPolicyException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Builds the enforcer from its settings, and gives each part its address. The parts themselves know no container. */
@Startup
@Singleton
final class Gate {

  private static final Logger LOG = Logger.getLogger("io.portcullis");
  private static final int MAX_DOCUMENT_BYTES = 1024 * 1024;
  /** Access tokens of Keycloak live minutes; what was revoked is remembered for a day at the most. */
  private static final Duration LONGEST_TOKEN_LIFETIME = Duration.ofHours(24);

  /** A Keycloak that answers does so sooner; one that does not is no reason to keep others waiting. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);

  private final Settings settings;
  private final Drain drain;
  private final Entrances entrances;
  private final Clock clock = Clock.systemUTC();
  private final GateMetrics metrics;
  private final PolicyInForce policies;
  private final DecisionLog decisions;
  private final Incidents incidents;
  private final Traces traces;
  private final IssuerRegistry issuers;
  private final Sessions sessions;
  private final Check check;
  private final Challenge challenge;
  private final OtherFrontDoors frontDoors;
  private final FeedState feed;
  private final FeedFollower follower;

  Gate(Settings settings, MeterRegistry registry, Vertx vertx, Drain drain) {
    this.settings = settings;
    this.drain = drain;
    entrances = new Entrances(vertx, Math.max(1, Runtime.getRuntime().availableProcessors() / 2), this::answer);
    try {
      SettingRanges.check(settings);
      metrics = new GateMetrics(registry);
      Consumer<String> warn = new Warnings(LOG::warn, System::nanoTime);
      policies = new PolicyInForce(settings.policy(), LOG::info);
      Origins origins = new Origins(settings);
      decisions = new DecisionLog(settings.decisionLog(), settings.decisionLogPermitSample(), warn);
      traces = settings.traces()
          .map(collector -> new Traces(collector, settings.tracesSample(), warn)).orElse(null);
      Codes<Counter> events = metrics.securityEvents(Incidents.Kind.codes());
      incidents = new Incidents(settings.securityEventWindow(), settings.securityEventThreshold(), clock,
          Ticker.systemTicker(), event -> {
            events.of(event.kind().code()).increment();
            decisions.add(event);
          });
      KeyFetching timing = keyFetching();
      issuers = new IssuerRegistry(issuers(), timing,
          new HttpTransport(settings.keycloakTimeout(), settings.keycloakTimeout(), MAX_DOCUMENT_BYTES), clock, metrics);
      VerificationSettings verification = new VerificationSettings(settings.clockSkew(), settings.tokenCacheSize());
      TokenVerifier verifier = new TokenVerifier(issuers, verification, timing, clock, metrics);
      RevocationIndex revocations = new RevocationIndex(settings.issuer().toString(), LONGEST_TOKEN_LIFETIME,
          clock, System::nanoTime);
      if (settings.feedRequired() && !settings.feed()) {
        throw new IllegalArgumentException("PORTCULLIS_FEED_REQUIRED is on and PORTCULLIS_FEED is off: nothing would"
            + " ever be let through. Switch the feed on, or do not require it.");
      }
      feed = new FeedState(settings.feed(), settings.feedRequired(), settings.feedGrace(), clock);
      sessions = new Sessions(settings, () -> issuers.endpoints(settings.issuer()), verifier,
          new IdTokenVerifier(issuers, verification, timing, clock),
          new LogoutTokenVerifier(issuers, verification, timing, clock),
          new PushedRevocationVerifier(issuers, settings.issuer(), verification, clock), revocations, feed::refuses, origins, metrics,
          incidents, clock, warn);
      follower = FeedFollower.of(settings.issuerInternalUrl().orElse(settings.issuer()), sessions::ownAccessToken,
          revocations, feed, clock, LOG::info, warn);
      check = new Check(sessions.identify(), policies, origins, new Witness(metrics, decisions, incidents, traces, clock), vertx,
          warn);
      challenge = new Challenge(sessions.identify(), origins);
      frontDoors = settings.trustedProxies().map(peers -> new OtherFrontDoors(peers, check, challenge)).orElse(null);
      new GateNumbers(metrics, clock).show(policies, decisions, issuers, verifier, feed, revocations);
    } catch (InvalidPolicyException e) {
      throw new SettingsException("there is no valid policy (PORTCULLIS_POLICY is " + settings.policy() + ").\n" + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new SettingsException(e.getMessage());
    }
    policies.start();
    issuers.start();
    if (settings.feed()) {
      follower.start();
    }
    LOG.infof("Portcullis guards %s by %s, policy revision %s; tokens of %s", settings.publicOrigin(),
        settings.policy(), policies.current().revision(), settings.issuer());
  }

  private KeyFetching keyFetching() {
    Duration often = Duration.ofSeconds(15);
    return new KeyFetching(often, Duration.ofSeconds(1), settings.keyFetchInterval(),
        settings.keyMaxAge().compareTo(often) < 0 ? often : settings.keyMaxAge(), settings.keycloakTimeout());
  }

  private List<Issuer> issuers() {
    List<Issuer> all = new ArrayList<>();
    Set<JWSAlgorithm> algorithms = algorithms(settings.algorithms());
    all.add(new Issuer(settings.issuer(), settings.issuerInternalUrl().orElse(null), settings.clientId(),
        settings.audience(), algorithms, settings.bindClient()));
    for (Settings.AdditionalIssuer other : settings.additionalIssuers()) {
      all.add(new Issuer(other.issuer(), other.internalUrl().orElse(null),
          other.clientId().orElse(settings.clientId()), other.audience(),
          other.algorithms().map(Gate::algorithms).orElse(algorithms), other.clientId().isPresent()));
    }
    return all;
  }

  private static Set<JWSAlgorithm> algorithms(List<String> names) {
    for (String name : names) {
      if (!Issuer.ALLOWED_ALGORITHMS.contains(JWSAlgorithm.parse(name.strip()))) {
        throw new IllegalArgumentException("PORTCULLIS_ALGORITHMS: \"" + name + "\" cannot be accepted; choose from "
            + Issuer.ALLOWED_ALGORITHMS.stream().map(JWSAlgorithm::getName).sorted().toList());
      }
    }
    return names.stream().map(String::strip).map(JWSAlgorithm::parse).collect(Collectors.toUnmodifiableSet());
  }

  void routes(@Observes Router router) {
    if (frontDoors != null) {
      frontDoors.route(router);
    }
    router.route("/oauth2/auth").order(-100).handler(context -> check.handle(context.request()));
    router.route("/oauth2/challenge").handler(challenge::handle);
    sessions.route(router);
    if (traces != null) {
      new TracedEndpoints(traces).route(router);
    }
  }

  /**
   * Waits for the keys and for the feed's first word. Without them every credential would be refused; whoever finds nobody
   * listening asks the next enforcer.
   */
  private void awaitKnowledge() {
    long deadline = System.nanoTime() + LONGEST_SILENCE.toNanos();
    try {
      while ((!hasKeys() || feed.snapshot().status() == FeedState.Status.STARTING) && System.nanoTime() < deadline) {
        Thread.sleep(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean hasKeys() {
    return issuers.status().stream().anyMatch(status -> status.ready() && status.issuer().equals(settings.issuer()));
  }

  /** Begins to listen: when everything else is there. */
  void listen(@Observes @Priority(Integer.MAX_VALUE) StartupEvent event) {
    try {
      if (!Rehearsal.on()) {
        awaitKnowledge();
      }
      LOG.info("Listening on " + entrances.tcp(settings.enforcerHost(), settings.enforcerPort())
          + settings.enforcerSocket().map(file -> " and " + entrances.unix(file)).orElse(""));
    } catch (IllegalArgumentException e) {
      throw new SettingsException(e.getMessage());
    }
  }

  /** The port that it listens on. */
  int port() {
    return entrances.port();
  }

  /** A check goes straight to its answer; everything else, and checks when something comes before them, by the router. */
  private void answer(HttpServerRequest request) {
    if (frontDoors == null && "/oauth2/auth".equals(request.path()) && !drain.begun()) {
      check.handle(request);
      if (!request.response().ended()) {
        entrances.pending(request);
      }
    } else if (!Reply.refusedForItsAddress(request)) {
      VertxHttpRecorder.getRootHandler().handle(request);
    }
  }

  void stop(@Observes ShutdownEvent event) {
    entrances.await(Duration.ofSeconds(10));
    entrances.close();
    policies.close();
    follower.close();
    issuers.close();
    sessions.close();
    incidents.close();
    decisions.close();
    if (traces != null) {
      traces.close();
    }
  }

  @Produces
  @Singleton
  PolicyInForce policies() {
    return policies;
  }

  @Produces
  @Singleton
  IssuerRegistry issuerRegistry() {
    return issuers;
  }

  @Produces
  @Singleton
  FeedState feedState() {
    return feed;
  }
}
