package io.portcullis.policy;

import io.portcullis.policy.KeyEntry.Inherited;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which keys have which entries: a key's own, and, through {@code inherits}, those of others.
 *
 * <p>A key's {@code except} takes away from all that the key has, the inherited included; whoever inherits that key
 * inherits it without. Where two ways lead to the same entries the wider one counts: permissions add up.
 */
final class Inheritance {

  private static final int DEEPEST = 64;

  private final Map<String, KeyEntry> entries = new LinkedHashMap<>();
  private final Map<String, Map<String, Set<Set<String>>>> reached = new HashMap<>();
  private final Problems problems;

  /** Resolves {@code inherits}, and tells of unknown keys and cycles. */
  Inheritance(List<KeyEntry> keys, Problems problems) {
    this.problems = problems;
    keys.forEach(entry -> entries.putIfAbsent(entry.name(), entry));
    entries.values().forEach(this::checkNames);
    Set<String> done = new HashSet<>();
    entries.values().forEach(entry -> findCycle(entry, new ArrayList<>(), done));
    if (!problems.hasErrors()) {
      entries.keySet().forEach(this::reach);
    }
  }

  /**
   * The keys whose entries a key has, itself among them. For each, the sets of keys whose exceptions are taken away,
   * one set for each way that leads there and is not narrower than another.
   */
  Map<String, Set<Set<String>>> reachedBy(String key) {
    return reached.get(key);
  }

  private void checkNames(KeyEntry entry) {
    for (Inherited inherited : entry.inherits()) {
      if (!entries.containsKey(inherited.key())) {
        problems.error(inherited.at(), "`" + entry.name() + "` inherits `" + inherited.key()
            + "`, which is not a key of this file" + NearestName.suggest(inherited.key(), entries.keySet()));
      }
    }
  }

  private void findCycle(KeyEntry entry, List<String> way, Set<String> done) {
    if (done.contains(entry.name())) {
      return;
    }
    way.add(entry.name());
    if (way.size() > DEEPEST) {
      problems.error(entry.at(), "`inherits` goes more than " + DEEPEST + " keys deep here");
      done.addAll(way);
      return;
    }
    for (Inherited inherited : entry.inherits()) {
      int start = way.indexOf(inherited.key());
      if (start >= 0) {
        String cycle = String.join("` → `", way.subList(start, way.size()));
        problems.error(inherited.at(), "a cycle in `inherits`: `" + cycle + "` → `" + inherited.key() + "`");
      } else if (entries.containsKey(inherited.key())) {
        findCycle(entries.get(inherited.key()), way, done);
      }
    }
    way.remove(way.size() - 1);
    done.add(entry.name());
  }

  private Map<String, Set<Set<String>>> reach(String key) {
    Map<String, Set<Set<String>>> known = reached.get(key);
    if (known != null) {
      return known;
    }
    KeyEntry entry = entries.get(key);
    Map<String, Set<Set<String>>> reach = new LinkedHashMap<>();
    add(reach, key, Set.of(), entry);
    for (Inherited inherited : entry.inherits()) {
      reach(inherited.key()).forEach((origin, ways) -> ways.forEach(way -> add(reach, origin, way, entry)));
    }
    reached.put(key, reach);
    return reach;
  }

  private static void add(Map<String, Set<Set<String>>> reach, String origin, Set<String> way, KeyEntry through) {
    Set<String> exceptions = new LinkedHashSet<>(way);
    if (!through.except().isEmpty()) {
      exceptions.add(through.name());
    }
    Set<Set<String>> ways = reach.computeIfAbsent(origin, name -> new LinkedHashSet<>());
    if (ways.stream().noneMatch(exceptions::containsAll)) {
      ways.removeIf(other -> other.containsAll(exceptions));
      ways.add(exceptions);
    }
  }
}
