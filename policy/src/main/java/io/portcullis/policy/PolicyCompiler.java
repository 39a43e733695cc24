package io.portcullis.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the indexes that decisions are taken from, out of the entries of a file without errors. */
final class PolicyCompiler {

  private final Map<String, KeyEntry> entries = new LinkedHashMap<>();
  private final Map<String, Key> keys = new LinkedHashMap<>();
  private final Map<String, LocationIndex> exceptions = new HashMap<>();
  private final Inheritance inheritance;
  private final Methods methods;
  private final LocationIndex index = new LocationIndex();
  private final EncodedSlashes encodedSlashes = new EncodedSlashes(new LocationIndex(), new LocationIndex());

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

  Methods methods() {
    return methods;
  }

  LocationIndex index() {
    return index;
  }

  EncodedSlashes encodedSlashes() {
    return encodedSlashes;
  }

  PolicyCompiler compile() {
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
          .forEach(location -> encodedSlashes.all().add(location, bare(location)));
    }
    return this;
  }

  private void compile(KeyEntry entry, Set<String> way, Key[] holders) {
    LocationIndex[] ofKeys = way.stream().map(exceptions::get).toArray(LocationIndex[]::new);
    for (Rule rule : entry.rules()) {
      LocationIndex[] except = ofKeys;
      if (!rule.except().isEmpty()) {
        except = Arrays.copyOf(ofKeys, ofKeys.length + 1);
        except[ofKeys.length] = except(rule.except());
      }
      Grant grant = new Grant(rule, methods.mask(rule.location().methods()), holders, except);
      index.add(rule.location(), grant);
      if (rule.encodedSlashes()) {
        encodedSlashes.allowed().add(rule.location(), grant);
      }
    }
  }

  private LocationIndex except(List<Location> locations) {
    LocationIndex except = new LocationIndex();
    locations.forEach(location -> except.add(location, bare(location)));
    return except;
  }

  /** A grant of nothing to nobody: it marks a location. */
  private Grant bare(Location location) {
    Rule rule = new Rule("", location, List.of(), null, -1, false, 0, 0);
    return new Grant(rule, methods.mask(location.methods()), new Key[0], new LocationIndex[0]);
  }
}
