package io.portcullis.policy;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Finds the grants whose location names a request: by path, by host and path, or by the nginx location's name. */
final class LocationIndex {

  private final LocationTable anyHost;
  private final Map<String, LocationTable> hosts = new HashMap<>();
  private final Map<String, Grant> names;

  private LocationIndex(Builder builder) {
    anyHost = builder.anyHost.build();
    builder.hosts.forEach((host, table) -> hosts.put(host, table.build()));
    names = Map.copyOf(builder.names);
  }

  /**
   * Asks every grant whose location names the request, the narrowest first, until one answers.
   *
   * @param path the canonical path in its first {@code end} characters
   */
  <S, R> R first(String path, int end, long method, AccessRequest request, Identity caller, S subject,
      Question<S, R> question) {
    R answer = null;
    if (request.locationName() != null && !names.isEmpty()) {
      Grant named = names.get(request.locationName());
      answer = named == null ? null : question.ask(named, path, end, method, request, caller, subject);
    }
    if (answer == null && request.host() != null && !hosts.isEmpty()) {
      LocationTable host = hosts.get(lowerCase(request.host()));
      answer = host == null ? null : host.first(path, end, method, request, caller, subject, question);
    }
    return answer != null ? answer : anyHost.first(path, end, method, request, caller, subject, question);
  }

  /** Whether only paths on any host can name the request: no host's, and no named location. */
  boolean isByPathOnly(AccessRequest request) {
    return (names.isEmpty() || request.locationName() == null || !names.containsKey(request.locationName()))
        && (hosts.isEmpty() || request.host() == null || !hosts.containsKey(lowerCase(request.host())));
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

  /** The index while locations are added to it. */
  static final class Builder {

    private final LocationTable.Builder anyHost = new LocationTable.Builder();
    private final Map<String, LocationTable.Builder> hosts = new HashMap<>();
    private final Map<String, Grant> names = new HashMap<>();

    void add(Location location, Grant grant) {
      if (location.name() != null) {
        names.put(location.name(), Grant.append(names.get(location.name()), grant));
      } else if (location.host() != null) {
        hosts.computeIfAbsent(location.host(), host -> new LocationTable.Builder()).add(location, grant);
      } else {
        anyHost.add(location, grant);
      }
    }

    LocationIndex build() {
      return new LocationIndex(this);
    }
  }
}
