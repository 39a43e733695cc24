package io.portcullis.policy;

import io.portcullis.policy.Json.Position;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Looks for what is allowed in a policy and is seldom meant: entries that add nothing, reach nothing, or reach what
 * another entry keeps for others.
 */
final class Review {

  private static final int MOST_PER_ENTRY = 5;

  /** The methods of RFC 9110 and RFC 5789, and those of WebDAV (RFC 4918, 3253, 3648, 5323) and of caches. */
  private static final List<String> KNOWN_METHODS = List.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS",
      "TRACE", "PATCH", "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "REPORT", "SEARCH", "PURGE",
      "BAN", "QUERY", "MERGE", "CHECKIN", "CHECKOUT", "LINK", "UNLINK", "ACL", "BIND", "LABEL", "UPDATE", "MKCALENDAR", "M-SEARCH",
      "NOTIFY", "SUBSCRIBE", "UNSUBSCRIBE");

  private final Map<String, KeyEntry> entries = new HashMap<>();
  private final Inheritance inheritance;
  private final Problems problems;
  private final CoverageIndex index = new CoverageIndex();
  private final Map<String, String> inSmallLetters = new HashMap<>();
  private final Map<Rule, Integer> reached = new HashMap<>();

  private Review(Inheritance inheritance, Problems problems) {
    this.inheritance = inheritance;
    this.problems = problems;
  }

  /** Adds a warning for each such entry of a policy without errors. */
  static void review(List<KeyEntry> keys, Inheritance inheritance, Problems problems) {
    new Review(inheritance, problems).reviewAll(keys);
  }

  private void reviewAll(List<KeyEntry> keys) {
    for (KeyEntry entry : keys) {
      entries.put(entry.name(), entry);
      entry.rules().forEach(index::add);
    }
    if (keys.isEmpty()) {
      problems.warning(new Position(1, 1), "no entry: every request is refused");
    }
    keys.forEach(this::review);
    reached.forEach((rule, times) -> {
      if (times > MOST_PER_ENTRY) {
        problems.warning(at(rule), "`" + rule.key() + "` reaches " + (times - MOST_PER_ENTRY)
            + " more locations of others through `" + rule.location() + "`");
      }
    });
  }

  /** A method that is nearly a known one: nobody sends it, and what it was to permit or to keep out it does not. */
  private void reviewMethods(Position at, Location location) {
    for (String method : location.methods()) {
      String near = KNOWN_METHODS.contains(method) ? "" : NearestName.suggest(method, KNOWN_METHODS);
      if (!near.isEmpty()) {
        problems.warning(at, "`" + method + "` in `" + location + "` is no known method" + near);
      }
    }
  }

  private void review(KeyEntry entry) {
    LookAlike.of(entry.name()).ifPresent(
        words -> problems.warning(entry.at(), "the key `" + entry.name() + "` " + words));
    String before = inSmallLetters.putIfAbsent(entry.name().toLowerCase(Locale.ROOT), entry.name());
    if (before != null) {
      problems.warning(entry.at(), "the key `" + entry.name() + "` differs from `" + before
          + "` by letter case alone: they are two roles");
    }
    for (KeyEntry.Inherited inherited : entry.inherits()) {
      if (inherited.key().startsWith("@")) {
        problems.warning(inherited.at(), "`" + entry.name() + "` need not inherit `" + inherited.key()
            + "`: whoever has the role has that already");
      }
    }
    entry.except().forEach(exception -> reviewMethods(entry.at(), exception));
    for (Location exception : entry.except()) {
      boolean takes = inheritance.reachedBy(entry.name()).keySet().stream()
          .flatMap(key -> entries.get(key).rules().stream())
          .anyMatch(rule -> Coverage.overlap(rule.location(), exception));
      if (!takes) {
        problems.warning(entry.at(), "the exception `" + exception + "` of `" + entry.name() + "` takes nothing out");
      }
    }
    for (Rule rule : entry.rules()) {
      reviewMethods(at(rule), rule.location());
      rule.except().forEach(exception -> reviewMethods(at(rule), exception));
      reviewExceptions(entry, rule);
      reviewHost(rule);
      LookAlike.of(rule.location().text()).ifPresent(
          words -> problems.warning(at(rule), "the location `" + rule.location() + "` " + words));
      boolean addsNothing = false;
      for (Rule wider : index.covering(rule.location())) {
        boolean sameKey = wider.key().equals(rule.key());
        if (wider != rule && !(sameKey && addsNothing) && Coverage.overlapInMethods(wider.location(), rule.location())
            && !isExcepted(wider, rule)) {
          if (sameKey) {
            addsNothing = addsNothing(rule, wider);
          } else {
            compare(rule, wider);
          }
        }
      }
    }
  }

  private void reviewExceptions(KeyEntry entry, Rule rule) {
    for (Location exception : rule.except()) {
      if (!Coverage.overlap(rule.location(), exception)) {
        problems.warning(at(rule), "the exception `" + exception + "` takes nothing out of `" + rule.location() + "`");
      }
    }
    if (isExcepted(rule, rule)) {
      problems.warning(at(rule), "`" + rule.location() + "` of `" + entry.name()
          + "` reaches nothing: an exception takes all of it out");
    }
  }

  private void reviewHost(Rule rule) {
    String host = rule.location().host();
    if (host != null && !host.contains(".") && !host.contains(":") && !host.equals("localhost")) {
      problems.warning(at(rule), "`" + host + "` in `" + rule.location() + "` is read as a host; a path begins with `/`: `/"
          + host + rule.location().path() + "`");
    }
  }

  private void compare(Rule rule, Rule wider) {
    if (rule.key().equals(KeyEntry.PUBLIC) || inheritance.reachedBy(wider.key()).containsKey(rule.key())) {
      return;
    }
    boolean sidesteps = rule.asksForStepUp() && !wider.asksForStepUp();
    boolean same = Coverage.coversPath(rule.location(), wider.location());
    if (wider.key().startsWith("@") || sidesteps || !same) {
      if (reached.merge(wider, 1, Integer::sum) <= MOST_PER_ENTRY) {
        problems.warning(at(wider), who(wider.key()) + " reaches `" + rule.location() + "` through `"
            + wider.location() + "`" + (sidesteps ? ", without the step-up asked for there" : "")
            + "; line " + rule.line() + " gives it to `" + rule.key() + "`");
      }
    }
  }

  private boolean addsNothing(Rule rule, Rule wider) {
    boolean equal = Coverage.covers(rule.location(), wider.location());
    boolean earlier = wider.line() < rule.line() || wider.line() == rule.line() && wider.column() < rule.column();
    boolean addsNothing = Coverage.covers(wider.location(), rule.location()) && !rule.asksForStepUp()
        && !wider.asksForStepUp() && (wider.encodedSlashes() || !rule.encodedSlashes()) && (!equal || earlier);
    boolean whole = wider.except().stream().noneMatch(exception -> Coverage.overlap(exception, rule.location()));
    if (addsNothing && whole) {
      problems.warning(at(rule), "`" + rule.location() + "` of `" + rule.key() + "` adds nothing: `"
          + wider.location() + "` on line " + wider.line() + " names all of it");
    }
    return addsNothing && whole;
  }

  /** Whether the exceptions of a rule, or of its key, take out all that another rule names. */
  private boolean isExcepted(Rule rule, Rule other) {
    return rule.except().stream().anyMatch(exception -> Coverage.covers(exception, other.location()))
        || entries.get(rule.key()).except().stream()
            .anyMatch(exception -> Coverage.covers(exception, other.location()));
  }

  private static String who(String key) {
    return switch (key) {
      case KeyEntry.PUBLIC -> "everyone (`@public`)";
      case KeyEntry.AUTHENTICATED -> "every caller with a token (`@authenticated`)";
      default -> "`" + key + "`";
    };
  }

  private static Position at(Rule rule) {
    return new Position(rule.line(), rule.column());
  }
}
