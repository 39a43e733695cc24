package io.portcullis.policy;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the indexes that decisions are taken from, out of the entries of a file without errors. */
final class PolicyCompiler {

  private final Map<String, KeyEntry> entries = new LinkedHashMap<>();
  private final Map<String, Key> keys = new LinkedHashMap<>();
  private final Map<String, LocationIndex> exceptions = new HashMap<>();
  private final Inheritance inheritance;
  private final Methods methods;
  private final LocationIndex.Builder index = new LocationIndex.Builder();
  private final LocationIndex.Builder encodedAllowed = new LocationIndex.Builder();
  private final LocationIndex.Builder encodedAll = new LocationIndex.Builder();

  PolicyCompiler(List<KeyEntry> entries, Inheritance inheritance) {
    this.inheritance = inheritance;
    entries.forEach(entry -> this.entries.put(entry.name(), entry));
    entries.forEach(entry -> keys.put(entry.name(), new Key(entry.name())));
    this.methods = new Methods(Methods.of(locations(entries)));
  }

  /** More methods than there are bits for are an error: no application has so many. */
  static void checkMethods(List<KeyEntry> entries, Problems problems) {
    int methods = Methods.of(locations(entries)).size();
    if (methods > Methods.MOST) {
      problems.error(new Json.Position(1, 1), "the locations name " + methods + " different methods; at most "
          + Methods.MOST + " are possible");
    }
  }

  /** Every location of the entries, exceptions included. */
  static List<Location> locations(List<KeyEntry> entries) {
    List<Location> all = new ArrayList<>();
    for (KeyEntry entry : entries) {
      all.addAll(entry.except());
      for (Rule rule : entry.rules()) {
        all.add(rule.location());
        all.addAll(rule.except());
      }
    }
    return all;
  }

  Decider compile(Clock clock) {
    entries.values().forEach(entry -> exceptions.put(entry.name(), except(entry.except())));
    Map<String, Map<Set<String>, List<Key>>> holders = new LinkedHashMap<>();
    for (Key key : keys.values()) {
      inheritance.reachedBy(key.name).forEach((origin, ways) -> {
        key.asksForStepUp |= entries.get(origin).rules().stream().anyMatch(Rule::asksForStepUp);
        ways.forEach(way -> holders.computeIfAbsent(origin, name -> new LinkedHashMap<>())
            .computeIfAbsent(way, same -> new ArrayList<>()).add(key));
      });
    }
    for (KeyEntry entry : entries.values()) {
      holders.get(entry.name()).forEach((way, keys) -> compile(entry, way, keys.toArray(new Key[0])));
    }
    boolean anyEncoded = entries.values().stream().flatMap(entry -> entry.rules().stream())
        .anyMatch(Rule::encodedSlashes);
    if (anyEncoded) {
      locations(List.copyOf(entries.values())).stream().filter(location -> location.name() == null)
          .forEach(location -> encodedAll.add(location, Grant.mark(location, Methods.ALL)));
    }
    return new Decider(index.build(), new EncodedSlashes(encodedAllowed.build(), encodedAll.build()), methods,
        keys.values().stream().anyMatch(key -> key.asksForStepUp), clock);
  }

  private void compile(KeyEntry entry, Set<String> way, Key[] holders) {
    Set<String> names = Stream.of(holders).map(key -> key.name)
        .collect(Collectors.collectingAndThen(Collectors.toCollection(LinkedHashSet::new), Collections::unmodifiableSet));
    LocationIndex[] ofKeys = way.stream().map(exceptions::get).toArray(LocationIndex[]::new);
    Map<Long, Terms> shared = new HashMap<>();
    for (Rule rule : entry.rules()) {
      long mask = methods.mask(rule.location().methods());
      Terms terms;
      if (rule.except().isEmpty()) {
        terms = shared.computeIfAbsent(mask, bits -> new Terms(bits, holders, ofKeys));
      } else {
        LocationIndex[] except = Arrays.copyOf(ofKeys, ofKeys.length + 1);
        except[ofKeys.length] = except(rule.except());
        terms = new Terms(mask, holders, except);
      }
      index.add(rule.location(), new Grant(rule, terms, names));
      if (rule.encodedSlashes()) {
        encodedAllowed.add(rule.location(), new Grant(rule, terms, names));
      }
    }
  }

  private LocationIndex except(List<Location> locations) {
    LocationIndex.Builder except = new LocationIndex.Builder();
    locations.forEach(location -> except.add(location, Grant.mark(location, methods.mask(location.methods()))));
    return except.build();
  }
}
