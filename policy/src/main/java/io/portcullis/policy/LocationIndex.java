package io.portcullis.policy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Finds the grants whose location names a request: by path, by host and path, or by the nginx location's name. */
final class LocationIndex {

  private final LocationTree anyHost = new LocationTree();
  private final Map<String, LocationTree> hosts = new HashMap<>();
  private final Map<String, Grant[]> names = new HashMap<>();

  void add(Location location, Grant grant) {
    if (location.name() != null) {
      names.merge(location.name(), new Grant[] {grant}, LocationIndex::concat);
    } else if (location.host() != null) {
      hosts.computeIfAbsent(location.host(), host -> new LocationTree()).add(location, grant);
    } else {
      anyHost.add(location, grant);
    }
  }

  /**
   * Asks every grant whose location names the request, the narrowest first, until one answers.
   *
   * @param path the canonical path in its first {@code end} characters
   */
  <R> R first(String path, int end, long method, AccessRequest request, Identity caller, Key key,
      Question<R> question) {
    R answer = null;
    if (request.locationName() != null && !names.isEmpty()) {
      Grant[] named = names.get(request.locationName());
      answer = named == null ? null : question.ask(named, path, end, method, request, caller, key);
    }
    if (answer == null && request.host() != null && !hosts.isEmpty()) {
      LocationTree host = hosts.get(lowerCase(request.host()));
      answer = host == null ? null : host.first(path, 0, end, method, request, caller, key, question);
    }
    return answer != null ? answer : anyHost.first(path, 0, end, method, request, caller, key, question);
  }

  /** nginx's {@code $host} is in lower case already: nothing is allocated for it. */
  private static String lowerCase(String host) {
    for (int i = 0; i < host.length(); i++) {
      if (host.charAt(i) >= 'A' && host.charAt(i) <= 'Z') {
        return host.toLowerCase(Locale.ROOT);
      }
    }
    return host;
  }

  private static Grant[] concat(Grant[] a, Grant[] b) {
    Grant[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
