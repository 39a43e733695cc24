package io.portcullis.policy.corpus;

import io.portcullis.policy.Location;
import io.portcullis.policy.Location.Segment;
import io.portcullis.policy.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Raw request targets to try a gate with: a policy's own paths, each known trick of spelling at every place in them,
 * ways from one path to another, and random octets. The same seed makes the same corpus.
 *
 * <p>A target is a string of octets (ISO-8859-1). None holds a line break, which would end the request line.
 */
public final class TargetCorpus {

  private static final String[] TRICKS = {
    "/", "//", "///", "/./", "/../", "/.", "/..", ".", "..", "...", "%2e", "%2E", "%2e%2e", "%2e.", ".%2e", "/%2e/",
    "/%2e%2e/", "/..%2f", "%2f", "%2F", "%2f%2f", "\\", "/..\\", "\\..\\", "%5c", "%5C", "..%5c", "%00", "%0a", "%0d",
    "%0d%0aX:%20y", "%09", "%20", "%7f", "\t", "\0", "\u007f", ";", ";x", ";x=1", ";/", "/;/", "/..;/", "%3b", "%3B/",
    "?", "??", "?x=/../", "?#", "%3f", "%3F/../", "#", "#x", "%23", "%252e", "%252f", "%252e%252e%252f", "%25", "%25%32%66",
    "%2525", "%c0%af", "%c0%ae", "%c0%ae%c0%ae", "%e0%80%af", "%f0%80%80%af", "%c1%9c", "%ff", "%80", "\u00c0\u00af",
    "\u00ff", "\u00e9", "%c3%a9", "%e2%82%ac", "%f0%9f%98%80", "%ef%bc%8f", "%e2%80%a5", "%", "%%", "%z", "%zz", "%2", "%u002f",
    "%u2215", "%x2f", "%2 f", " ", "+", "~", "*", "**", "{token.preferred_username}", ":", "::$DATA", "@", "@reports", "&",
    "=", ",", "'", "\"", "<", ">", "|", "^", "`", "$", "!", "(", ")", "[", "]", "%41", "%61", "%2A", "a", "A", "x", "0", "_", "-"
  };
  private static final String[] PREFIXES = {
    "", "/", "//", "/./", "/x/../", "/%2e/", "\\", "http://localhost", "http://localhost/", "https://evil.example",
    "http:", "http:/", "http://", "localhost", "*", "?", "#", "/assets/..", "/assets/../", "/assets/%2e%2e/",
    "/assets/..%2f", "/assets//..//", "/assets/x/../../", "/.", "/;", "/%2f", "/%5c", "///", "%2f", ".", ".."
  };

  private final Random random;
  private final List<String> paths = new ArrayList<>();

  private TargetCorpus(Policy policy, long seed) {
    random = new Random(seed);
    policy.locations().stream().filter(location -> location.name() == null).forEach(this::addPaths);
    paths.add("/nowhere");
  }

  /** Makes up different targets for a policy. */
  public static List<String> generate(Policy policy, int count, long seed) {
    TargetCorpus corpus = new TargetCorpus(policy, seed);
    Set<String> targets = new LinkedHashSet<>(corpus.paths);
    // Every trick at the end and the beginning of every path, before chance has its turn.
    for (String path : corpus.paths) {
      for (String trick : TRICKS) {
        targets.add(path + trick);
        targets.add("/" + trick + path);
        targets.add(path.substring(0, path.lastIndexOf('/') + 1) + trick + path.substring(path.lastIndexOf('/')));
      }
      for (String prefix : PREFIXES) {
        targets.add(prefix + path);
        targets.add(prefix + path.substring(1));
      }
    }
    while (targets.size() < count) {
      String target = corpus.next();
      if (target.indexOf('\n') < 0 && target.indexOf('\r') < 0 && target.length() < 4000) {
        targets.add(target);
      }
    }
    return targets.stream().limit(count).toList();
  }

  /** Reads a corpus: one target a line, as octets. */
  public static List<String> read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1).lines().distinct().toList();
  }

  private String next() {
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> mutate(path());
      case 3 -> mutate(mutate(path()));
      case 4 -> encodeSome(path());
      case 5 -> encodeSome(mutate(path()));
      case 6 -> path() + pick("/..", "/%2e%2e", "//..", "/..;", "\\..", "/.%2e", "%2f..").repeat(1 + random.nextInt(4)) + path();
      case 7 -> flipCase(random.nextBoolean() ? path() : encodeSome(path()));
      case 8 -> "/" + octets(random.nextInt(12)) + (random.nextBoolean() ? path() : "");
      default -> words();
    };
  }

  private String mutate(String target) {
    int at = random.nextInt(target.length() + 1);
    int cut = random.nextInt(4) == 0 ? Math.min(target.length(), at + 1) : at;
    return target.substring(0, at) + pick(TRICKS) + target.substring(cut);
  }

  private String encodeSome(String target) {
    StringBuilder encoded = new StringBuilder();
    int oneIn = 1 + random.nextInt(6);
    for (char c : target.toCharArray()) {
      boolean encode = random.nextInt(oneIn) == 0 && (c != '/' || random.nextInt(8) == 0);
      encoded.append(encode ? String.format(random.nextBoolean() ? "%%%02x" : "%%%02X", (int) c) : String.valueOf(c));
    }
    return encoded.toString();
  }

  private String flipCase(String target) {
    char[] chars = target.toCharArray();
    int at = random.nextInt(chars.length);
    chars[at] = Character.isUpperCase(chars[at]) ? Character.toLowerCase(chars[at]) : Character.toUpperCase(chars[at]);
    return new String(chars).chars().allMatch(c -> c < 0x100) ? new String(chars) : target;
  }

  private String octets(int length) {
    StringBuilder octets = new StringBuilder();
    for (int i = 0; i < length; i++) {
      int octet = random.nextInt(256);
      octets.append(random.nextInt(3) == 0 ? String.format("%%%02x", octet) : String.valueOf((char) octet));
    }
    return octets.toString();
  }

  private String words() {
    StringBuilder words = new StringBuilder();
    for (int i = random.nextInt(6); i >= 0; i--) {
      String path = path();
      words.append(random.nextInt(12) == 0 ? pick(TRICKS) : "/");
      words.append(path, path.lastIndexOf('/') + 1, path.length());
    }
    return words.toString();
  }

  private String path() {
    return paths.get(random.nextInt(paths.size()));
  }

  private String pick(String... choice) {
    return choice[random.nextInt(choice.length)];
  }

  private void addPaths(Location location) {
    StringBuilder path = new StringBuilder();
    for (Segment segment : location.segments()) {
      String text = segment instanceof Segment.Literal literal ? literal.text() : "alice";
      path.append('/');
      for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
        boolean plain = octet > ' ' && octet != '%';
        path.append(plain ? String.valueOf((char) octet) : String.format("%%%02X", octet & 0xff));
      }
    }
    if (path.length() > 0) {
      paths.add(path.toString());
    }
    if (location.open()) {
      paths.add(path + "/");
      paths.add(path + "/x");
      paths.add(path + "/x/y.html");
    }
  }
}
