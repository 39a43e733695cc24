package io.portcullis.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes up policies out of few words, so that their locations often meet, and requests and callers for them. */
final class PolicyGenerator {

  private static final List<String> KEYS = List.of("@public", "@authenticated", "r1", "r2", "c:r3", "r4");
  private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PURGE");

  private final Random random;

  PolicyGenerator(Random random) {
    this.random = random;
  }

  String policy() {
    List<String> keys = KEYS.stream().filter(key -> chance(70)).toList();
    return keys.stream().map(key -> "\"" + key + "\": " + key(key, keys)).collect(Collectors.joining(",\n", "{", "}"));
  }

  private String key(String key, List<String> keys) {
    boolean everyone = key.equals("@public");
    List<String> members = new ArrayList<>();
    members.add("\"locations\": " + list(random.nextInt(5), () -> rule(everyone)));
    if (!everyone && chance(50)) {
      // Later keys only: no cycles.
      List<String> later = keys.subList(keys.indexOf(key) + 1, keys.size());
      members.add("\"inherits\": " + later.stream().filter(name -> chance(50)).map(name -> "\"" + name + "\"")
          .collect(Collectors.joining(", ", "[", "]")));
    }
    if (chance(30)) {
      members.add("\"except\": " + list(1 + random.nextInt(2), () -> quoted(everyone)));
    }
    return "{" + String.join(", ", members) + "}";
  }

  private String rule(boolean everyone) {
    if (chance(50)) {
      return quoted(everyone);
    }
    List<String> members = new ArrayList<>(List.of("\"location\": " + quoted(everyone)));
    if (chance(40)) {
      members.add("\"except\": " + list(1 + random.nextInt(2), () -> quoted(everyone)));
    }
    if (!everyone && chance(40)) {
      members.add("\"acr\": \"" + random.nextInt(3) + "\"");
    }
    if (!everyone && chance(30)) {
      members.add("\"maxAge\": " + (1 + random.nextInt(300)));
    }
    if (chance(40)) {
      members.add("\"encodedSlashes\": true");
    }
    return "{" + String.join(", ", members) + "}";
  }

  private String quoted(boolean everyone) {
    String methods = chance(30) ? METHODS.stream().filter(method -> chance(40)).collect(Collectors.joining(",")) : "";
    String prefix = methods.isEmpty() ? "" : methods + " ";
    if (chance(8)) {
      return "\"" + prefix + "@n" + random.nextInt(2) + "\"";
    }
    String host = chance(20) ? "h" + random.nextInt(2) + ".x" : "";
    StringBuilder path = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      String[] words = {"a", "b", "c", "*", everyone ? "*" : "{token.sub}", everyone ? "b" : "{token.org.id}",
        "a b", "%", "a".repeat(44), "\u0107"};
      path.append('/').append(words[random.nextInt(chance(20) ? words.length : 6)]);
    }
    return "\"" + prefix + host + path + (chance(40) ? "/**" : path.length() == 0 || chance(10) ? "/" : "") + "\"";
  }

  AccessRequest request() {
    StringBuilder target = new StringBuilder();
    int segments = random.nextInt(4);
    for (int i = 0; i < segments; i++) {
      String[] words = {"a", "b", "c", "d", "%61", "b%2Fa", "a%2fc", "a%2fb%2Fd", "a%20b", "%61%20%62",
        "%25", "a".repeat(44), "a".repeat(43) + "%61", "%c4%87", "a%2F%25"};
      target.append('/').append(words[random.nextInt(chance(40) ? words.length : 5)]);
    }
    target.append(segments == 0 || chance(15) ? "/" : "").append(chance(10) ? "?/a/../b" : "");
    return new AccessRequest(METHODS.get(random.nextInt(METHODS.size())),
        chance(20) ? null : (chance(50) ? "h" : "H") + random.nextInt(3) + ".x",
        target.toString(), chance(20) ? "n" + random.nextInt(3) : null);
  }

  Caller caller() {
    if (chance(15)) {
      return null;
    }
    Set<String> roles = new TreeSet<>();
    for (String key : KEYS) {
      if (chance(30)) {
        roles.add(key);
      }
    }
    String[] values = {"a", "b", "", "a/b", "a b"};
    return new Caller(roles,
        chance(80) ? Map.of("sub", values[random.nextInt(5)], "org.id", values[random.nextInt(5)]) : Map.of(),
        chance(70) ? String.valueOf(random.nextInt(3)) : null,
        chance(70) ? PolicyPropertyTest.NOW - random.nextInt(400) : 0);
  }

  private String list(int size, Supplier<String> item) {
    return Stream.generate(item).limit(size).collect(Collectors.joining(", ", "[", "]"));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }
}
