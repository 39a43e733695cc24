package io.portcullis.enforcer.decision;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import io.netty.util.NetUtil;
import io.portcullis.enforcer.token.ProofProblem;
import io.portcullis.enforcer.token.Rejection;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Counts, for each client address, what looks like an attack when it repeats itself, and says so once a window instead
 * of once a request. A window begins with the first occurrence; those up to the threshold are decisions in the log like
 * any other, all beyond it are told by the window's one line with their exact number.
 *
 * <p>Memory is bounded: when more addresses come than are kept, windows end early, with their line if they deserve one.
 */
public final class Incidents implements AutoCloseable {

  /** What is counted. */
  public enum Kind {
    /** A token that is no token of this gate's: forged, broken, or meant for others. */
    INVALID_TOKEN,
    /** A token without the proof that it is its caller's (RFC 9449, RFC 8705). */
    INVALID_PROOF,
    /** Session cookies that do not belong together. */
    COOKIE_MISMATCH,
    /** A login that was refused or did not begin here. */
    LOGIN_FAILURE;

    private static final Map<String, Kind> BY_REASON = byReason();
    private static final Set<String> FAILED_LOGINS =
        Set.of("refused", "bad_state", "bad_issuer", "no_cookie", "cross_origin", "malformed");
    private final String code = name().toLowerCase(Locale.ROOT);

    /** The stable code, such as {@code invalid_token}. */
    public String code() {
      return code;
    }

    /** The codes of all. */
    public static List<String> codes() {
      return Stream.of(values()).map(Kind::code).toList();
    }

    /** What a credential's refusal counts as; {@code null} for one that is part of everyday life, such as an expired token. */
    public static Kind of(String reason) {
      return BY_REASON.get(reason);
    }

    /** What the end of a login counts as; {@code null} for a good one, and for one that Keycloak's absence ended. */
    public static Kind ofLogin(String result) {
      return FAILED_LOGINS.contains(result) ? LOGIN_FAILURE : null;
    }

    private static Map<String, Kind> byReason() {
      Map<String, Kind> kinds = new HashMap<>();
      for (ProofProblem problem : ProofProblem.values()) {
        kinds.put(problem.code(), INVALID_PROOF);
      }
      // A nonce is asked for as a matter of course.
      kinds.remove(ProofProblem.NONCE.code());
      kinds.put("proof_required", INVALID_PROOF);
      Rejection.ofAccessTokens().forEach(reason -> kinds.put(reason.code(), INVALID_TOKEN));
      // Good tokens too early or too late: clocks, and what an administrator did.
      kinds.remove(Rejection.NOT_YET_VALID.code());
      kinds.remove(Rejection.NOT_BEFORE.code());
      kinds.put("malformed_refresh_token", INVALID_TOKEN);
      kinds.put("cookie_mismatch", COOKIE_MISMATCH);
      kinds.put("duplicate_cookie", COOKIE_MISMATCH);
      return Map.copyOf(kinds);
    }
  }

  private static final int MAX_WINDOWS = 10_000;
  private static final int NETWORK_BYTES = 8;
  private static final int MAX_ADDRESS = 64;

  private record Key(Kind kind, String client) {}

  private final Cache<Key, Window> windows;
  private final int threshold;
  private final Clock clock;
  private final Consumer<SecurityEvent> log;

  /**
   * @param window how long a window is
   * @param threshold from how many occurrences within a window on there is a line
   * @param log takes the lines; called on any thread, also hot ones
   */
  public Incidents(Duration window, int threshold, Clock clock, Ticker ticker, Consumer<SecurityEvent> log) {
    this.threshold = threshold;
    this.clock = clock;
    this.log = log;
    this.windows = Caffeine.newBuilder().maximumSize(MAX_WINDOWS).expireAfterWrite(window).ticker(ticker)
        .scheduler(Scheduler.systemScheduler()).executor(Runnable::run)
        .<Key, Window>removalListener((key, ended, cause) -> tell(key, ended.end())).build();
  }

  /**
   * Counts one.
   *
   * @param address the client's address as nginx saw it, or {@code null}
   * @param reason the code of what was wrong
   * @param foldable whether a decision about it would be written
   * @return whether that decision is told by the window's line, so that it needs none of its own
   */
  public boolean note(Kind kind, String address, String reason, String requestId, boolean foldable) {
    Key key = new Key(kind, network(address));
    while (true) {
      long now = clock.millis();
      Window window = windows.get(key, any -> new Window(now));
      int folded = window.add(reason, requestId, now, threshold, foldable);
      if (folded >= 0) {
        return folded > 0;
      }
      // It ended just now; the cache is about to let it go, if it has not yet.
      windows.asMap().remove(key, window);
    }
  }

  /** Ends the windows whose time is over; they also end by themselves, a moment later. */
  void tick() {
    windows.cleanUp();
  }

  /** Ends all windows. */
  @Override
  public void close() {
    windows.invalidateAll();
    windows.cleanUp();
  }

  private void tell(Key key, Window ended) {
    if (ended != null && ended.count >= threshold) {
      log.accept(new SecurityEvent(clock.millis(), key.kind, key.client, ended.count, ended.folded, ended.first,
          ended.last, new TreeMap<>(ended.reasons), ended.requestId));
    }
  }

  /** An IPv6 subscriber has a whole network, and could be another address every time. */
  private static String network(String address) {
    if (address == null || address.length() > MAX_ADDRESS || address.indexOf(':') < 0) {
      return address == null || address.length() > MAX_ADDRESS ? null : address;
    }
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    if (bytes == null || bytes.length != 2 * NETWORK_BYTES) {
      return address;
    }
    Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
    return NetUtil.bytesToIpAddress(bytes) + "/64";
  }

  /** One address' window; guarded by itself. */
  private static final class Window {
    private final long first;
    private final Map<String, Long> reasons = new HashMap<>();
    private long last;
    private long count;
    private long folded;
    private String requestId;
    private boolean ended;

    Window(long first) {
      this.first = first;
    }

    /** @return 1 when folded, 0 when not, -1 when the window has ended */
    synchronized int add(String reason, String id, long now, int threshold, boolean foldable) {
      if (ended) {
        return -1;
      }
      count++;
      last = now;
      requestId = id;
      reasons.merge(reason, 1L, Long::sum);
      if (foldable && count > threshold) {
        folded++;
        return 1;
      }
      return 0;
    }

    /** Ends it; {@code null} when that was done before. */
    synchronized Window end() {
      boolean first = !ended;
      ended = true;
      return first ? this : null;
    }
  }
}
