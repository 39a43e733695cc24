package io.portcullis.enforcer.revocation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.portcullis.enforcer.token.AccessToken;
import java.time.Duration;

/**
 * The sessions that ended while access tokens of theirs may still be alive. An entry dies when the last token that it
 * could concern has expired, and their number is bounded: what an overflow drops is the entry nearest to its end.
 */
public final class RevocationIndex {

  private static final long MAX_ENTRIES = 1_000_000;

  private final Cache<String, Boolean> endedSessions;
  private final Cache<String, Long> endedSubjects;

  /**
   * @param tokenLifetime how long an access token lives at the most
   */
  public RevocationIndex(Duration tokenLifetime, Ticker ticker) {
    endedSessions = index(tokenLifetime, ticker);
    endedSubjects = index(tokenLifetime, ticker);
  }

  private static <V> Cache<String, V> index(Duration lifetime, Ticker ticker) {
    return Caffeine.newBuilder().maximumSize(MAX_ENTRIES).expireAfterWrite(lifetime).ticker(ticker).build();
  }

  /**
   * Refuses every access token of a session from now on.
   *
   * @param sid the session's id ({@code sid}, OpenID Connect Front-Channel Logout section 3)
   */
  public void endSession(String sid) {
    endedSessions.put(sid, Boolean.TRUE);
  }

  /**
   * Refuses every access token of a subject that was issued until then: all its sessions ended.
   *
   * @param subject the user's {@code sub}
   * @param until epoch seconds, that second included
   */
  public void endSubject(String subject, long until) {
    endedSubjects.asMap().merge(subject, until, Math::max);
  }

  /** How a verified token stands. */
  public Standing standing(AccessToken token) {
    String sid = token.sid();
    Long until = endedSubjects.getIfPresent(token.subject());
    return sid != null && isEnded(sid) || until != null && token.issuedAt() <= until ? Standing.ENDED : Standing.LIVE;
  }

  /** Whether a session is known to have ended. */
  public boolean isEnded(String sid) {
    return endedSessions.getIfPresent(sid) != null;
  }

  /** How a token stands that is valid by itself. */
  public enum Standing {
    /** Nothing happened since it was issued. */
    LIVE,
    /** Something about its subject changed: a newer token says what. */
    STALE,
    /** Its session is over. */
    ENDED
  }
}
