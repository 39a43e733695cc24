package io.portcullis.bench.gate;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Policies of any size, and addresses that a caller with the role {@code user} may see by them. */
final class Policies {

  private Policies() {}

  static String of(int locations) {
    String[] roles = {"user", "editor", "admin"};
    String keys = IntStream.range(0, roles.length).mapToObj(role -> "  \"" + roles[role] + "\": { \"locations\": [\n    "
        + IntStream.range(0, locations).filter(i -> i % roles.length == role).mapToObj(i -> "\"GET,POST " + path(i) + "/**\"")
            .collect(Collectors.joining(",\n    "))
        + "] }").collect(Collectors.joining(",\n"));
    return "{\n  \"@public\": { \"locations\": [\"/\"] },\n" + keys + "\n}\n";
  }

  private static String path(int location) {
    return "/application-" + location % 100 + "/articles-" + location / 100;
  }

  /** Addresses of as many of these locations as asked for. */
  static List<String> targets(int locations, int count) {
    List<Integer> ofUser = IntStream.range(0, locations).filter(i -> i % 3 == 0).boxed().toList();
    return IntStream.range(0, count)
        .mapToObj(i -> path(ofUser.get(i % ofUser.size())) + "/comments/" + (i + 1) + "?page=2&sort=date").toList();
  }
}
