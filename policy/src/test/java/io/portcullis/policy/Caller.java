package io.portcullis.policy;

import java.util.Map;
import java.util.Set;

/** A caller made up for a test. */
record Caller(Set<String> roles, Map<String, String> claims, String acr, long authTime) implements Identity {

  static Caller with(String... roles) {
    return new Caller(Set.of(roles), Map.of(), null, 0);
  }

  Caller named(String username) {
    return claiming("preferred_username", username);
  }

  Caller claiming(String claim, String value) {
    return new Caller(roles, Map.of(claim, value), acr, authTime);
  }

  Caller authenticated(String acr, long authTime) {
    return new Caller(roles, claims, acr, authTime);
  }

  @Override
  public String claim(String name) {
    return claims.get(name);
  }
}
