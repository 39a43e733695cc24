package io.portcullis.enforcer.revocation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.portcullis.enforcer.revocation.Change.Subject;
import io.portcullis.enforcer.revocation.Freshness.Moment;
import io.portcullis.enforcer.token.AccessToken;
import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/**
 * What happened since a token was issued: to its subject, its session, its client, itself, or to the whole realm. Asked
 * on every check, without locks and without I/O.
 *
 * <p>An entry dies when the last token that it could concern has expired. Their number is bounded; when there are too
 * many, they give way to one mark on the realm, and Keycloak is asked about every session: nothing that was revoked
 * counts again because there was no room to remember it.
 *
 * <p>The attacker holds a token that was good a moment ago. Hence doubt (see {@link Freshness}) is settled by asking
 * Keycloak, and the one exception is narrow: a token that this gate itself was just given, in answer to a request that
 * began after the change was known here, counts for {@link #PROVEN} even when clocks make it look old; else a gate
 * before two nodes whose clocks differ would refresh at every request.
 */
public final class RevocationIndex {

  /** How many entries are kept at the most. */
  static final int MAX_ENTRIES = 1_000_000;

  private static final Duration PROVEN = Duration.ofMillis(1_500);
  private static final Duration SHORTEST_KEPT = Duration.ofMinutes(5);
  private static final int MAX_PROVEN = 100_000;
  /** Book-keeping is a time of receipt in milliseconds (40 bits) and an end in units of 16 s (24 bits), both since here. */
  private static final int END_BITS = 24;
  private static final int END_UNIT_SECONDS = 16;

  private final String issuer;
  private final Clock clock;
  private final LongSupplier nanos;
  private final long startNanos;
  private final int limit;
  private final Nodes nodes = new Nodes();
  private final Marks subjects = new Marks();
  private final Marks sessions = new Marks();
  private final Marks tokens = new Marks();
  private final Marks clients = new Marks();
  private final NotBefore notBefore = new NotBefore();
  private final Cache<String, Long> proven;
  private volatile RealmMark changed = RealmMark.NONE;
  private volatile RealmMark ended = RealmMark.NONE;
  private volatile long keptSeconds;

  /** A mark on all tokens of the issuer, and when it was received. */
  private record RealmMark(long mark, long receivedMillis) {
    static final RealmMark NONE = new RealmMark(0, 0);
  }

  /**
   * @param issuer whose tokens the marks on a realm or client concern
   * @param tokenLifetime how long an access token lives at the most, until {@link #tokenLifetime} says better
   * @param nanos as {@link System#nanoTime}
   */
  public RevocationIndex(String issuer, Duration tokenLifetime, Clock clock, LongSupplier nanos) {
    this(issuer, tokenLifetime, clock, nanos, MAX_ENTRIES);
  }

  RevocationIndex(String issuer, Duration tokenLifetime, Clock clock, LongSupplier nanos, int limit) {
    this.issuer = issuer;
    this.limit = limit;
    this.clock = clock;
    this.nanos = nanos;
    this.startNanos = nanos.getAsLong();
    this.keptSeconds = tokenLifetime.toSeconds();
    this.proven = Caffeine.newBuilder().maximumSize(MAX_PROVEN).expireAfterWrite(PROVEN)
        .ticker(nanos::getAsLong).executor(Runnable::run).build();
  }

  /** How long access tokens live at the most; entries are kept for that long from now on. */
  public void tokenLifetime(Duration longest) {
    keptSeconds = Math.max(SHORTEST_KEPT.toSeconds(), longest.toSeconds());
  }

  /**
   * Refuses every access token of a session from now on.
   *
   * @param sid the session's id ({@code sid}, OpenID Connect Front-Channel Logout section 3)
   */
  public void endSession(String sid) {
    put(sessions, sid, Mark.of(Mark.ALWAYS, Mark.ENDED, Nodes.UNKNOWN), false);
  }

  /**
   * Refuses every access token of a subject that was issued until then: all its sessions ended.
   *
   * @param subject the user's {@code sub}
   * @param until epoch seconds, that second included
   */
  public void endSubject(String subject, long until) {
    put(subjects, subject, Mark.of(until * 1000 + 999, Mark.ENDED, Nodes.UNKNOWN), false);
  }

  /**
   * Refuses every token of the issuer that was issued before the time. Keycloak pushes the not-before of the realm and of
   * a client alike, and the message does not say which: it counts for all, and only the feed takes one back.
   *
   * @param epochSeconds the time
   */
  public synchronized void pushedNotBefore(long epochSeconds) {
    notBefore.raise(epochSeconds);
  }

  /** Takes note of a change. Taking note twice of the same one is taking note once. */
  public synchronized void apply(Change change) {
    int node = nodes.number(change.node());
    switch (change.kind()) {
      case SUBJECT_CHANGED, SESSION_CHANGED, CLIENT_CHANGED ->
          put(marks(change), change.id(), Mark.of(change.at(), Mark.CHANGED, node), false);
      case SUBJECT_ENABLED -> put(subjects, change.id(), Mark.of(change.at(), Mark.CHANGED, node), true);
      case SUBJECT_DISABLED -> put(subjects, change.id(), Mark.of(change.at(), Mark.DISABLED, node), false);
      case SUBJECT_SESSIONS_ENDED, SESSION_ENDED, CLIENT_ENDED ->
          put(marks(change), change.id(), Mark.of(change.at(), Mark.ENDED, node), false);
      case SUBJECT_DELETED, TOKEN_REVOKED ->
          put(marks(change), change.id(), Mark.of(Mark.ALWAYS, Mark.ENDED, node), false);
      case CLIENT_NOT_BEFORE -> notBefore.ofClient(change.id(), change.notBefore());
      case REALM_NOT_BEFORE -> notBefore.ofRealm(change.notBefore());
      case REALM_CHANGED -> changed = later(changed, Mark.of(change.at(), Mark.CHANGED, node));
      case REALM_ENDED -> ended = later(ended, Mark.of(change.at(), Mark.ENDED, node));
    }
  }

  /**
   * Changes may have been missed until then: everything older counts as outdated, and what was known of disabled
   * subjects, who may be enabled again, is left to Keycloak.
   *
   * @param until epoch milliseconds by Keycloak's clock
   */
  public synchronized void gap(long until) {
    apply(Change.ofRealm(until));
    subjects.replaceAll(mark -> Mark.kind(mark) != Mark.DISABLED ? mark
        : Mark.of(Math.max(Mark.at(mark), until), Mark.CHANGED, Nodes.UNKNOWN));
  }

  private Marks marks(Change change) {
    return switch (change.kind().subject()) {
      case SUBJECT -> subjects;
      case SESSION -> sessions;
      case TOKEN -> tokens;
      case CLIENT, REALM -> clients;
    };
  }

  private RealmMark later(RealmMark old, long fresh) {
    long merged = Mark.merge(old.mark, fresh, false);
    return merged == old.mark ? old : new RealmMark(merged, sinceStart(nanos.getAsLong()));
  }

  private synchronized void put(Marks marks, String id, long mark, boolean enabled) {
    LongUnaryOperator live = notes -> isLive(notes) ? 1 : 0;
    if (size() >= limit) {
      forgetExpired();
      if (size() >= limit) {
        giveWay();
      }
    }
    long end = (sinceStart(nanos.getAsLong()) / 1000 + keptSeconds) / END_UNIT_SECONDS + 1;
    long notes = sinceStart(nanos.getAsLong()) << END_BITS | Math.min(end, (1L << END_BITS) - 1);
    marks.put(id, old -> Mark.merge(old, mark, enabled), notes, live);
  }

  /** Room is made at the price of asking Keycloak about every token that is older than now. */
  private void giveWay() {
    apply(Change.ofRealm(Math.max(clock.millis(), Mark.at(changed.mark)) + Freshness.NODE_SKEW_MILLIS));
    subjects.clear();
    sessions.clear();
    tokens.clear();
    clients.clear();
  }

  /** Forgets what concerns no token any more. */
  public synchronized void forgetExpired() {
    LongUnaryOperator live = notes -> isLive(notes) ? 1 : 0;
    subjects.rebuild(live);
    sessions.rebuild(live);
    tokens.rebuild(live);
    clients.rebuild(live);
  }

  private boolean isLive(long notes) {
    return (notes & (1L << END_BITS) - 1) * END_UNIT_SECONDS > sinceStart(nanos.getAsLong()) / 1000;
  }

  private long sinceStart(long nanosNow) {
    return (nanosNow - startNanos) / 1_000_000;
  }

  /** How many entries there are. */
  public int size() {
    return subjects.size() + sessions.size() + tokens.size() + clients.size();
  }

  /** How a verified token stands. */
  public Standing standing(AccessToken token) {
    return standing(token, Long.MIN_VALUE);
  }

  /**
   * How a token stands that Keycloak just issued to this gate.
   *
   * @param asked when Keycloak was asked for it, by the clock of nanoseconds; what was known here by then is in it
   */
  public Standing standing(AccessToken token, long asked) {
    Standing standing = of(tokens, token.jti(), token, asked);
    standing = standing.or(of(sessions, token.sid(), token, asked));
    standing = standing.or(of(subjects, token.subject(), token, asked));
    if (issuer.equals(token.issuer())) {
      if (notBefore.refuses(token)) {
        return Standing.ENDED;
      }
      standing = standing.or(of(clients, token.clientId(), token, asked).together());
      standing = standing.or(of(changed.mark, changed.receivedMillis, token, asked).together());
      standing = standing.or(of(ended.mark, ended.receivedMillis, token, asked).together());
    }
    return standing;
  }

  private Standing of(Marks marks, String id, AccessToken token, long asked) {
    if (id == null || marks.isEmpty()) {
      return Standing.LIVE;
    }
    long mark = marks.mark(id);
    return mark == 0 ? Standing.LIVE : of(mark, marks.notes(id) >>> END_BITS, token, asked);
  }

  private Standing of(long mark, long receivedMillis, AccessToken token, long asked) {
    if (mark == 0) {
      return Standing.LIVE;
    }
    Moment moment = Freshness.of(token, mark, nodes);
    if (moment == Moment.AFTER) {
      return Standing.LIVE;
    }
    int kind = Mark.kind(mark);
    if (kind == Mark.CHANGED || kind == Mark.ENDED && moment == Moment.UNSURE) {
      return isProven(token, receivedMillis, asked) ? Standing.LIVE : Standing.STALE;
    }
    return kind == Mark.ENDED ? Standing.ENDED : Standing.DISABLED;
  }

  /** Whether the token was asked for after the mark came; such a token is remembered for a moment. */
  private boolean isProven(AccessToken token, long receivedMillis, long asked) {
    if (token.jti() == null) {
      return false;
    }
    if (asked != Long.MIN_VALUE) {
      // A millisecond of its own: times are cut to milliseconds.
      boolean after = sinceStart(asked) > receivedMillis;
      if (after) {
        proven.asMap().merge(token.jti(), sinceStart(asked), Math::max);
      }
      return after;
    }
    Long remembered = proven.getIfPresent(token.jti());
    return remembered != null && remembered > receivedMillis;
  }

  /** Whether a session is known to have ended, and with it every token that was issued to it until now. */
  public boolean isEnded(String sid) {
    long mark = sessions.mark(sid);
    return mark != 0 && Mark.at(mark) == Mark.ALWAYS;
  }

  /** Whether a subject is known to be disabled. */
  public boolean isDisabled(String subject) {
    return Mark.kind(subjects.mark(subject)) == Mark.DISABLED;
  }

  /** How a token stands that is valid by itself, from good to bad. */
  public enum Standing {
    /** Nothing happened since it was issued. */
    LIVE,
    /** Something happened that concerns very many tokens: a newer one says what, but not all at once. */
    STALE_WITH_OTHERS,
    /** Something about its subject or session changed: a newer token says what. */
    STALE,
    /** Its subject is disabled; the session may go on when it is enabled again. */
    DISABLED,
    /** Its session is over. */
    ENDED;

    private Standing or(Standing other) {
      return other.compareTo(this) > 0 ? other : this;
    }

    private Standing together() {
      return this == STALE ? STALE_WITH_OTHERS : this;
    }
  }
}
