package io.portcullis.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.portcullis.policy.Decision.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The meaning of a policy file, written to be read and not to be fast: every entry is tried against every request.
 * It shares with the product the reading of the request target, and nothing else.
 */
final class NaivePolicy {

  private static final long NOW = PolicyPropertyTest.NOW;
  private final JsonNode file;

  NaivePolicy(JsonNode file) {
    this.file = file;
  }

  /** An entry as one key has it: where it stands, and all that is excepted from it for that key. */
  record Entry(String key, JsonNode rule, List<String> except) {
    String location() {
      return rule.isTextual() ? rule.asText() : rule.get("location").asText();
    }

    boolean stepUp() {
      return rule.has("acr") || rule.has("maxAge");
    }
  }

  record Outcome(Reason reason, Set<String> roles, Set<String> permittedBy) {}

  Outcome decide(AccessRequest request, Caller caller) {
    RequestTarget target = RequestTarget.of(request.target());
    if (request.method() == null || !request.method().matches("[A-Z][A-Z0-9_-]*") || target.refusal() != null) {
      return new Outcome(Reason.AMBIGUOUS_REQUEST, Set.of(), Set.of());
    }
    if (!target.hasEncodedSlash()) {
      return decide(target.path(), false, request, caller);
    }
    Outcome first = decide(target.segmented(), true, request, caller);
    if (first.reason() == Reason.NOT_IN_POLICY) {
      return new Outcome(Reason.AMBIGUOUS_REQUEST, Set.of(), Set.of());
    }
    boolean spokenOf = patterns().anyMatch(pattern -> !pattern.contains("@")
        && matches(pattern.replaceFirst("^[A-Z,]+ ", ""), target.path(), request, caller, true));
    return first.permittedBy().isEmpty() || !spokenOf ? first : decide(target.path(), false, request, caller);
  }

  private Outcome decide(String path, boolean encodedOnly, AccessRequest request, Caller caller) {
    Set<String> permittedBy = new TreeSet<>();
    Reason reason = null;
    Set<String> roles = new TreeSet<>();
    boolean stepUp = false;
    for (String key : keys()) {
      List<Entry> named = entriesOf(key).stream()
          .filter(entry -> applies(entry, path, request, caller, false)).toList();
      List<Entry> permitting = named.stream()
          .filter(entry -> !encodedOnly || entry.rule().path("encodedSlashes").asBoolean()).toList();
      boolean maybeNamed = entriesOf(key).stream()
          .filter(entry -> !encodedOnly || entry.rule().path("encodedSlashes").asBoolean())
          .anyMatch(entry -> applies(entry, path, request, caller, true));
      if (maybeNamed) {
        roles.add(key);
      }
      if (!permitting.isEmpty() && holds(caller, key)) {
        if (named.stream().allMatch(entry -> meets(entry, caller))) {
          permitting.forEach(entry -> permittedBy.add(entry.location() + " of " + entry.key()));
        } else {
          stepUp = true;
        }
      }
    }
    if (permittedBy.isEmpty()) {
      reason = stepUp ? Reason.STEP_UP : roles.isEmpty() ? Reason.NOT_IN_POLICY
          : caller == null ? Reason.NO_IDENTITY : Reason.INSUFFICIENT_ROLE;
    }
    return new Outcome(reason, roles, permittedBy);
  }

  private static boolean holds(Caller caller, String key) {
    return key.equals("@public") || caller != null && (key.equals("@authenticated") || caller.roles().contains(key));
  }

  private static boolean meets(Entry entry, Caller caller) {
    if (!entry.stepUp()) {
      return true;
    }
    int acr = caller.acr() == null ? -1 : Integer.parseInt(caller.acr());
    boolean strong = !entry.rule().has("acr") || acr >= entry.rule().get("acr").asInt();
    boolean recent = !entry.rule().has("maxAge")
        || caller.authTime() > 0 && NOW - caller.authTime() <= entry.rule().get("maxAge").asInt();
    return strong && recent;
  }

  private static boolean applies(Entry entry, String path, AccessRequest request, Caller caller, boolean anyClaim) {
    return matches(entry.location(), path, request, caller, anyClaim)
        && entry.except().stream().noneMatch(exception -> matches(exception, path, request, caller, false));
  }

  private static boolean matches(String location, String path, AccessRequest request, Caller caller,
      boolean anyClaim) {
    String place = location;
    if (location.matches("[A-Z,]+ .*")) {
      List<String> methods = List.of(location.substring(0, location.indexOf(' ')).split(","));
      boolean head = request.method().equals("HEAD") && methods.contains("GET");
      if (!head && !methods.contains(request.method())) {
        return false;
      }
      place = location.substring(location.indexOf(' ') + 1);
    }
    if (place.startsWith("@")) {
      return place.substring(1).equals(request.locationName());
    }
    String host = place.substring(0, place.indexOf('/'));
    if (!host.isEmpty() && !host.equalsIgnoreCase(request.host())) {
      return false;
    }
    String[] pattern = place.substring(place.indexOf('/') + 1).split("/", -1);
    String[] segments = path.substring(1).split("/", -1);
    boolean open = pattern[pattern.length - 1].equals("**");
    int fixed = open ? pattern.length - 1 : pattern.length;
    if (open ? segments.length < fixed : segments.length != fixed) {
      return false;
    }
    for (int i = 0; i < fixed; i++) {
      if (!matches(pattern[i], segments[i], caller, anyClaim)) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(String pattern, String segment, Caller caller, boolean anyClaim) {
    if (pattern.equals("*")) {
      return !segment.isEmpty();
    }
    if (pattern.startsWith("{")) {
      String claim = caller == null ? null : caller.claim(pattern.substring(7, pattern.length() - 1));
      return !segment.isEmpty() && (anyClaim || segment.equals(claim));
    }
    return pattern.equals(segment);
  }

  private List<Entry> entriesOf(String key) {
    List<Entry> entries = new ArrayList<>();
    JsonNode value = file.get(key);
    for (JsonNode rule : value.path("locations")) {
      entries.add(new Entry(key, rule, texts(rule.path("except"))));
    }
    for (JsonNode parent : value.path("inherits")) {
      entries.addAll(entriesOf(parent.asText()));
    }
    return entries.stream().map(entry -> new Entry(entry.key(), entry.rule(),
        Stream.concat(entry.except().stream(), texts(value.path("except")).stream()).toList())).toList();
  }

  /** Every location the file speaks of, exceptions included. */
  private Stream<String> patterns() {
    return keys().stream().map(file::get).flatMap(value -> Stream.concat(texts(value.path("except")).stream(),
        Stream.iterate(0, i -> i < value.path("locations").size(), i -> i + 1)
            .map(i -> value.path("locations").get(i))
            .flatMap(rule -> Stream.concat(Stream.of(new Entry("", rule, List.of()).location()),
                texts(rule.path("except")).stream()))));
  }

  private List<String> keys() {
    List<String> keys = new ArrayList<>();
    file.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
