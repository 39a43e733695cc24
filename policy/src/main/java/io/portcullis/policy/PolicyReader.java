package io.portcullis.policy;

import io.portcullis.policy.Json.Arr;
import io.portcullis.policy.Json.Member;
import io.portcullis.policy.Json.Obj;
import io.portcullis.policy.Json.Position;
import io.portcullis.policy.Json.Scalar;
import io.portcullis.policy.Json.Text;
import io.portcullis.policy.KeyEntry.Inherited;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Reads the entries out of a policy file's JSON. Everything wrong is told; what is right is read on. */
final class PolicyReader {

  private static final Set<String> BUILT_IN = Set.of(KeyEntry.PUBLIC, KeyEntry.AUTHENTICATED);
  private static final Set<String> KEY_MEMBERS = members("description", "inherits", "locations", "except");
  private static final Set<String> RULE_MEMBERS =
      members("description", "location", "except", "acr", "maxAge", "encodedSlashes");
  private static final Pattern KEY =
      Pattern.compile("(?!\\s)[^\\x00-\\x1f\\x7f-\\x9f]+(?<!\\s)");
  private static final long MAX_MAX_AGE = Integer.MAX_VALUE;

  private final Problems problems;

  private PolicyReader(Problems problems) {
    this.problems = problems;
  }

  static List<KeyEntry> read(Json file, Problems problems) {
    return new PolicyReader(problems).entries(file);
  }

  private List<KeyEntry> entries(Json file) {
    List<KeyEntry> entries = new ArrayList<>();
    if (file instanceof Obj object) {
      for (Member member : object.members()) {
        if (member.name().equals("$schema")) {
          text(member.value(), "`$schema`", "the schema's address as a string");
        } else if (checkKey(member)) {
          if (member.value() instanceof Obj value) {
            entries.add(entry(member, value));
          } else {
            problems.error(member.value().at(), "`" + member.name() + "`: expected an object such as "
                + "{\"locations\": [\"/path\"]}, found " + member.value().describe());
          }
        }
      }
    } else if (file != null) {
      problems.error(file.at(), "expected an object of roles such as "
          + "{\"moderator\": {\"locations\": [\"/protected\"]}}, found " + file.describe());
    }
    return entries;
  }

  private boolean checkKey(Member member) {
    String key = member.name();
    if ((key.startsWith("@") || key.startsWith("$")) && !BUILT_IN.contains(key)) {
      problems.error(member.at(), "unknown key `" + key + "`; expected a role, `@public` or `@authenticated`"
          + NearestName.suggest(key, List.of(KeyEntry.PUBLIC, KeyEntry.AUTHENTICATED, "$schema")));
      return false;
    }
    if (!KEY.matcher(key).matches()) {
      problems.error(member.at(), "expected a role's name, found `" + key.strip()
          + "` with blanks around it, control characters, or nothing");
      return false;
    }
    return true;
  }

  private KeyEntry entry(Member key, Obj value) {
    List<Inherited> inherits = new ArrayList<>();
    List<Rule> rules = new ArrayList<>();
    List<Location> except = new ArrayList<>();
    boolean says = false;
    for (Member member : value.members()) {
      String what = "`" + member.name() + "` of `" + key.name() + "`";
      switch (member.name()) {
        case "description" -> text(member.value(), what, "a string");
        case "inherits" -> eachText(member.value(), what, "a list of keys of this file", text ->
            inherits.add(new Inherited(text.value(), text.at())));
        case "locations" -> each(member.value(), what, "a list of locations such as [\"/path\"]", item ->
            rule(key.name(), item, rules));
        case "except" -> eachText(member.value(), what, "a list of locations such as [\"/path\"]", text ->
            addLocation(text, except));
        default -> unknown(member, "`" + key.name() + "`", KEY_MEMBERS);
      }
      says |= member.name().equals("inherits") || member.name().equals("locations");
    }
    if (!says) {
      problems.error(value.at(), "`" + key.name() + "` has neither `locations` nor `inherits`");
    }
    if (key.name().equals(KeyEntry.PUBLIC)) {
      checkPublic(key, value, rules, except);
    }
    return new KeyEntry(key.name(), key.at(), inherits, rules, except);
  }

  private void rule(String key, Json item, List<Rule> rules) {
    if (item instanceof Text text) {
      Location location = location(text);
      if (location != null) {
        rules.add(new Rule(key, location, List.of(), null, -1, false, text.at().line(), text.at().column()));
      }
    } else if (item instanceof Obj object) {
      objectRule(key, object, rules);
    } else {
      problems.error(item.at(), "expected a location, as a string or an object, found " + item.describe());
    }
  }

  private void objectRule(String key, Obj object, List<Rule> rules) {
    Location location = null;
    boolean named = false;
    List<Location> except = new ArrayList<>();
    String acr = null;
    long maxAge = -1;
    boolean encodedSlashes = false;
    for (Member member : object.members()) {
      String what = "`" + member.name() + "`";
      Json value = member.value();
      switch (member.name()) {
        case "description" -> text(value, what, "a string");
        case "location" -> {
          named = true;
          Text text = text(value, what, "a location as a string");
          location = text == null ? null : location(text);
        }
        case "except" -> eachText(value, what, "a list of locations such as [\"/path\"]", text ->
            addLocation(text, except));
        case "acr" -> acr = acr(value);
        case "maxAge" -> maxAge = maxAge(value);
        case "encodedSlashes" -> encodedSlashes = bool(value, what);
        default -> unknown(member, "a location", RULE_MEMBERS);
      }
    }
    if (!named) {
      problems.error(object.at(), "expected `location` in a location written as an object");
    } else if (location != null) {
      Position at = object.at();
      rules.add(new Rule(key, location, List.copyOf(except), acr, maxAge, encodedSlashes, at.line(), at.column()));
    }
  }

  private void checkPublic(Member key, Obj value, List<Rule> rules, List<Location> except) {
    value.members().stream().filter(member -> member.name().equals("inherits")).forEach(member ->
        problems.error(member.at(), "`@public` cannot inherit: name what everyone may reach under `@public` itself"));
    for (Rule rule : rules) {
      Position at = new Position(rule.line(), rule.column());
      if (rule.asksForStepUp()) {
        problems.error(at, "`@public` has no caller whose `acr` or `maxAge` could be checked; use `@authenticated`");
      }
      checkNoClaims(at, List.of(rule.location()));
      checkNoClaims(at, rule.except());
    }
    checkNoClaims(key.at(), except);
  }

  private void checkNoClaims(Position at, List<Location> locations) {
    if (locations.stream().anyMatch(Location::usesClaims)) {
      problems.error(at, "`@public` has no caller with a `{token.…}`; use `@authenticated`");
    }
  }

  private Location location(Text text) {
    return LocationSyntax.parse(text.value(), message -> problems.error(text.at(), message));
  }

  private void addLocation(Text text, List<Location> locations) {
    Location location = location(text);
    if (location != null) {
      locations.add(location);
    }
  }

  private String acr(Json value) {
    if (value instanceof Text text && text.value().matches("[\\x21\\x23-\\x5b\\x5d-\\x7e]+")) {
      return text.value();
    }
    problems.error(value.at(), "`acr`: expected one authentication context such as \"2\", a string without blanks,"
        + " found " + value.describe());
    return null;
  }

  private long maxAge(Json value) {
    try {
      BigDecimal seconds = new BigDecimal(value instanceof Scalar scalar ? scalar.text() : "");
      // Compared before it is expanded: 1e999999 is cheap to compare only.
      if (seconds.compareTo(BigDecimal.ONE) >= 0 && seconds.compareTo(BigDecimal.valueOf(MAX_MAX_AGE)) <= 0) {
        return seconds.longValueExact();
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // Told below: not a number, or not a whole one.
    }
    problems.error(value.at(), "`maxAge`: expected whole seconds, from 1 to " + MAX_MAX_AGE + ", found "
        + value.describe());
    return -1;
  }

  private boolean bool(Json value, String what) {
    if (value instanceof Scalar scalar && scalar.isBoolean()) {
      return scalar.text().equals("true");
    }
    problems.error(value.at(), what + ": expected `true` or `false`, found " + value.describe());
    return false;
  }

  private Text text(Json value, String what, String expected) {
    if (value instanceof Text text) {
      return text;
    }
    problems.error(value.at(), what + ": expected " + expected + ", found " + value.describe());
    return null;
  }

  private void eachText(Json value, String what, String expected, Consumer<Text> then) {
    each(value, what, expected, item -> {
      Text text = text(item, "an item of " + what, "a string");
      if (text != null) {
        then.accept(text);
      }
    });
  }

  private void each(Json value, String what, String expected, Consumer<Json> then) {
    if (value instanceof Arr array) {
      array.items().forEach(then);
    } else {
      problems.error(value.at(), what + ": expected " + expected + ", found " + value.describe());
    }
  }

  private void unknown(Member member, String where, Set<String> valid) {
    problems.error(member.at(), "unknown key `" + member.name() + "` in " + where + "; expected "
        + String.join(", ", valid) + NearestName.suggest(member.name(), valid));
  }

  private static Set<String> members(String... names) {
    return new TreeSet<>(List.of(names));
  }
}
