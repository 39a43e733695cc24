package io.portcullis.policy;

import io.portcullis.policy.Json.Position;
import java.util.List;

/** A key of the file with all that stands under it; {@code inherits} is not resolved yet. */
record KeyEntry(String name, Position at, List<Inherited> inherits, List<Rule> rules, List<Location> except) {

  static final String PUBLIC = "@public";
  static final String AUTHENTICATED = "@authenticated";

  record Inherited(String key, Position at) {}
}
