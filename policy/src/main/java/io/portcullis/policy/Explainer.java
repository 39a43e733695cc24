package io.portcullis.policy;

import io.portcullis.policy.Explanation.Finding;
import io.portcullis.policy.Explanation.Outcome;
import io.portcullis.policy.Location.Segment;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Tries every rule by itself against a request, to say what each has to do with the decision. */
final class Explainer {

  private final Map<String, KeyEntry> entries = new LinkedHashMap<>();
  private final Inheritance inheritance;
  private final Clock clock;
  private final AccessRequest request;
  private final Identity caller;
  private final RequestTarget target;

  Explainer(List<KeyEntry> entries, Inheritance inheritance, Clock clock, AccessRequest request, Identity caller) {
    entries.forEach(entry -> this.entries.put(entry.name(), entry));
    this.inheritance = inheritance;
    this.clock = clock;
    this.request = request;
    this.caller = caller;
    this.target = RequestTarget.of(request.target());
  }

  List<Finding> findings() {
    return entries.values().stream().flatMap(entry -> entry.rules().stream()).map(this::finding).toList();
  }

  private Finding finding(Rule rule) {
    Location location = rule.location();
    if (location.name() != null) {
      if (!location.name().equals(request.locationName())) {
        return new Finding(rule, Outcome.OTHER_PATH, request.locationName() == null
            ? "nginx states no location name" : "nginx states the location name `" + request.locationName() + "`");
      }
    } else if (!matchesPath(location, true)) {
      return new Finding(rule, Outcome.OTHER_PATH, "another path");
    } else if (location.host() != null && !location.host().equalsIgnoreCase(request.host())) {
      return new Finding(rule, Outcome.OTHER_HOST, "on the host `" + location.host() + "` only, not on "
          + (request.host() == null ? "an unknown one" : "`" + request.host() + "`"));
    }
    if (!namesMethod(location)) {
      return new Finding(rule, Outcome.OTHER_METHOD,
          "names " + String.join(", ", location.methods()) + ", not " + request.method());
    }
    if (location.name() == null && caller != null && !matchesPath(location, false)) {
      return new Finding(rule, Outcome.OTHER_CLAIM, "the caller's " + location.segments().stream()
          .filter(Segment.Claim.class::isInstance).map(claim -> "`" + claim + "` is "
              + quoted(caller.claim(((Segment.Claim) claim).name()))).collect(Collectors.joining(", ")));
    }
    if (target.hasEncodedSlash() && !rule.encodedSlashes()) {
      return new Finding(rule, Outcome.ENCODED_SLASH, "does not say `encodedSlashes`");
    }
    return judge(rule);
  }

  private Finding judge(Rule rule) {
    List<String> holders = new ArrayList<>();
    String excepted = null;
    String stepUp = null;
    for (String key : entries.keySet()) {
      Set<Set<String>> ways = inheritance.reachedBy(key).get(rule.key());
      if (ways == null) {
        continue;
      }
      Location exception = exception(rule, ways);
      boolean held = new Key(key).isHeldBy(caller);
      if (exception != null) {
        excepted = excepted == null || held ? "`" + exception + "` is taken out of it for `" + key + "`" : excepted;
        continue;
      }
      holders.add("`" + key + "`");
      if (held) {
        Rule asking = unmetStepUp(key);
        if (asking == null) {
          return new Finding(rule, Outcome.PERMITS, rule.key().equals(key)
              ? "the caller has `" + key + "`" : "the caller has `" + key + "`, which inherits `" + rule.key() + "`");
        }
        stepUp = "`" + key + "` asks for " + requirement(asking) + " at `" + asking.location() + "`; the caller has "
            + authentication();
      }
    }
    if (stepUp != null) {
      return new Finding(rule, Outcome.STEP_UP, stepUp);
    }
    if (holders.isEmpty()) {
      return new Finding(rule, Outcome.EXCEPTED, excepted);
    }
    String names = String.join(", ", holders);
    return new Finding(rule, Outcome.NOT_HELD, caller == null
        ? "nobody is signed in; it is for " + names : "for " + names + "; the caller has none of them");
  }

  /** The exception that takes the request out on every way that leads to the rule, or {@code null}. */
  private Location exception(Rule rule, Set<Set<String>> ways) {
    Location found = null;
    for (Set<String> way : ways) {
      List<Location> exceptions = new ArrayList<>(rule.except());
      way.forEach(key -> exceptions.addAll(entries.get(key).except()));
      found = exceptions.stream().filter(this::names).findFirst().orElse(null);
      if (found == null) {
        return null;
      }
    }
    return found;
  }

  private Rule unmetStepUp(String key) {
    return inheritance.reachedBy(key).entrySet().stream()
        .flatMap(reach -> entries.get(reach.getKey()).rules().stream()
            .filter(rule -> rule.asksForStepUp() && names(rule.location()) && exception(rule, reach.getValue()) == null))
        .filter(rule -> caller != null && !StepUpRequirement.isMet(rule, caller, clock)).findFirst().orElse(null);
  }

  private boolean names(Location location) {
    if (!namesMethod(location)) {
      return false;
    }
    if (location.name() != null) {
      return location.name().equals(request.locationName());
    }
    return (location.host() == null || location.host().equalsIgnoreCase(request.host()))
        && matchesPath(location, false);
  }

  private boolean namesMethod(Location location) {
    return location.methods().isEmpty() || location.methods().contains(request.method());
  }

  private boolean matchesPath(Location location, boolean anyClaim) {
    String[] segments = target.segmented().substring(1).split("/", -1);
    int size = location.segments().size();
    if (location.open() ? segments.length < size : segments.length != size) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (!matches(location.segments().get(i), segments[i], anyClaim)) {
        return false;
      }
    }
    return true;
  }

  private boolean matches(Segment segment, String text, boolean anyClaim) {
    if (segment instanceof Segment.Literal literal) {
      return literal.text().equals(text);
    }
    boolean claimed = anyClaim || segment instanceof Segment.Any
        || caller != null && text.equals(caller.claim(((Segment.Claim) segment).name()))
            && text.indexOf(RequestTarget.ENCODED_SLASH) < 0;
    return !text.isEmpty() && claimed;
  }

  private static String requirement(Rule rule) {
    String acr = rule.acr() == null ? "" : "`acr` " + rule.acr();
    String age = rule.maxAge() < 0 ? "" : "authentication within " + rule.maxAge() + " s";
    return acr + (acr.isEmpty() || age.isEmpty() ? "" : " and ") + age;
  }

  private String authentication() {
    return (caller.acr() == null ? "no `acr`" : "`acr` " + caller.acr()) + (caller.authTime() <= 0
        ? " and no time of authentication"
        : ", authenticated " + (clock.millis() / 1000 - caller.authTime()) + " s ago");
  }

  private static String quoted(String value) {
    return value == null ? "missing" : "`" + value + "`";
  }
}
