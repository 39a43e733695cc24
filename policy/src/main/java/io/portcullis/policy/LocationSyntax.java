package io.portcullis.policy;

import io.portcullis.policy.Location.Segment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads one location of the file: {@code [METHOD[,METHOD] ][host]/path} or {@code [METHOD[,METHOD] ]@name}.
 *
 * <p>A path is written decoded, as nginx matches it, and what no request could ever match is an error here.
 */
final class LocationSyntax {

  private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z0-9_-]*");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?|\\[[0-9A-Fa-f:.]+]");
  private static final Pattern CLAIM = Pattern.compile("\\{token\\.([A-Za-z0-9_:-]+(\\.[A-Za-z0-9_:-]+)*)}");
  private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");
  static final int MAX_SEGMENTS = 64;

  private final String text;
  private final Consumer<String> errors;
  private boolean valid = true;

  private LocationSyntax(String text, Consumer<String> errors) {
    this.text = text;
    this.errors = errors;
  }

  /** The location, or {@code null} when something is wrong; each thing wrong is told to {@code errors}. */
  static Location parse(String text, Consumer<String> errors) {
    return new LocationSyntax(text, errors).parse();
  }

  private Location parse() {
    int space = text.indexOf(' ');
    int slash = text.indexOf('/');
    boolean withMethods = space >= 0 && (slash < 0 || space < slash) && !text.startsWith("@");
    Set<String> methods = withMethods ? methods(text.substring(0, space)) : Set.of();
    String rest = withMethods ? text.substring(space + 1) : text;
    if (rest.startsWith("@")) {
      return named(methods, rest.substring(1));
    }
    int path = rest.indexOf('/');
    if (path < 0) {
      error("expected a path that begins with `/`, or `@name`"
          + (rest.isBlank() ? "" : "; did you mean `/" + rest + "`?"));
      return null;
    }
    if (!valid) {
      return null;
    }
    String host = path == 0 ? null : host(rest.substring(0, path));
    return path(methods, host, rest.substring(path));
  }

  private Set<String> methods(String list) {
    Set<String> methods = new LinkedHashSet<>();
    for (String method : list.split(",", -1)) {
      if (METHOD.matcher(method).matches()) {
        methods.add(method);
        if (method.equals("GET")) {
          methods.add("HEAD");
        }
      } else if (METHOD.matcher(method.toUpperCase(Locale.ROOT)).matches()) {
        error("methods are written in upper case: `" + method.toUpperCase(Locale.ROOT) + "`");
      } else {
        error("`" + list + "` is not a list of methods; write them as `GET,POST`, then one space, then the path");
      }
    }
    return Collections.unmodifiableSet(methods);
  }

  private Location named(Set<String> methods, String name) {
    if (!NAME.matcher(name).matches()) {
      error("the name of an nginx location is made of letters, digits, `_`, `-` and `.`, as in `@reports`");
    }
    return valid ? new Location(text, methods, null, name, List.of(), false) : null;
  }

  private String host(String host) {
    if (host.isBlank()) {
      error("expected one blank between the methods and the path");
    } else if (!HOST.matcher(host).matches()) {
      boolean port = host.matches("[^:]+:[0-9]*");
      error(host.contains("*")
          ? "a host cannot hold `*`; write one location for each host"
          : port ? "a host is written without its port: nginx's `$host` has none" : "`" + host + "` is not a host name");
    }
    return host.toLowerCase(Locale.ROOT);
  }

  private Location path(Set<String> methods, String host, String path) {
    boolean open = path.endsWith("/**");
    String fixed = open ? path.substring(0, path.length() - 3) : path;
    List<Segment> segments = new ArrayList<>();
    if (!fixed.isEmpty()) {
      for (String segment : fixed.substring(1).split("/", -1)) {
        segments.add(segment(segment));
      }
    }
    if (segments.size() > MAX_SEGMENTS) {
      error("a location has at most " + MAX_SEGMENTS + " segments");
    } else if (valid) {
      checkReachable(segments, open);
    }
    return valid ? new Location(text, methods, host, null, List.copyOf(segments), open) : null;
  }

  private Segment segment(String segment) {
    if (segment.equals("*")) {
      return new Segment.Any();
    }
    var claim = CLAIM.matcher(segment);
    if (claim.matches()) {
      return new Segment.Claim(claim.group(1));
    }
    if (segment.equals("**")) {
      error("`**` stands at the end of a path only; `*` is any one segment");
    } else if (segment.contains("*")) {
      error("`*` stands for a whole segment; `" + segment + "` cannot be matched in part");
    } else if (segment.contains("{") || segment.contains("}")) {
      error("expected `{token.claim}` as a whole segment, found `" + segment + "`");
    } else if (segment.contains("?")) {
      error("a location has no query: the path alone is matched");
    } else if (ESCAPE.matcher(segment).find()) {
      error("a path is written decoded: write the character itself instead of an escape in `" + segment + "`");
    }
    return new Segment.Literal(segment);
  }

  /** A path that the reading of request targets refuses can never be asked for. */
  private void checkReachable(List<Segment> segments, boolean open) {
    String sample = Stream.concat(segments.stream(), open ? Stream.of(new Segment.Any()) : Stream.empty())
        .map(segment -> segment instanceof Segment.Literal literal ? literal.text() : "x")
        .collect(Collectors.joining("/", "/", ""));
    Refusal refusal = RequestTarget.of(RequestTarget.encode(sample)).refusal();
    if (refusal != null) {
      error("no request can match it: " + refusal.why());
    }
  }

  private void error(String message) {
    valid = false;
    errors.accept("location `" + text + "`: " + message);
  }
}
