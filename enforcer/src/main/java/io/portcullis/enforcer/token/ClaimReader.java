package io.portcullis.enforcer.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/** Reads claims by the shapes that RFC 7519 gives them, and refuses every other shape. */
record ClaimReader(ObjectNode object) {

  /** The last second of the year 9999. */
  private static final long LAST_TIME = 253_402_300_799L;
  private static final int MAX_NAME_LENGTH = 512;
  private static final int MAX_ROLES = 1000;

  /** A text that names something: present, not empty, bounded, without control characters. */
  String requiredName(String claim) throws Refused {
    String name = optionalName(claim);
    if (name == null) {
      throw new Refused(Rejection.CLAIMS);
    }
    return name;
  }

  String optionalName(String claim) throws Refused {
    JsonNode value = object.get(claim);
    return value == null ? null : name(value);
  }

  /**
   * A NumericDate (RFC 7519 section 2). Fractions, which the RFC allows and Keycloak never writes, are refused like
   * strings, negative times and those after the year 9999.
   */
  long requiredTime(String claim) throws Refused {
    if (!object.has(claim)) {
      throw new Refused(Rejection.CLAIMS);
    }
    return optionalTime(claim);
  }

  /** As {@link #requiredTime}, and 0 when the claim is absent. */
  long optionalTime(String claim) throws Refused {
    JsonNode value = object.get(claim);
    if (value == null) {
      return 0;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0
        || value.longValue() > LAST_TIME) {
      throw new Refused(Rejection.CLAIMS);
    }
    return value.longValue();
  }

  /** Whether {@code aud}, a string or an array of strings, contains the audience (RFC 7519 section 4.1.3). */
  boolean audienceContains(String audience) throws Refused {
    JsonNode value = object.path("aud");
    if (value.isTextual()) {
      return audience.equals(value.textValue());
    }
    if (!value.isArray() && !value.isMissingNode()) {
      throw new Refused(Rejection.CLAIMS);
    }
    boolean found = false;
    for (JsonNode entry : value) {
      if (!entry.isTextual()) {
        throw new Refused(Rejection.CLAIMS);
      }
      found |= audience.equals(entry.textValue());
    }
    return found;
  }

  /** The flat list of roles, in alphabetical order; none when the claim is absent. */
  Set<String> roles() throws Refused {
    JsonNode value = object.get("roles");
    if (value == null) {
      return Set.of();
    }
    if (!value.isArray() || value.size() > MAX_ROLES) {
      throw new Refused(Rejection.CLAIMS);
    }
    Set<String> roles = new TreeSet<>();
    for (JsonNode role : value) {
      if (!role.isTextual() || role.textValue().isEmpty() || role.textValue().length() > MAX_NAME_LENGTH) {
        throw new Refused(Rejection.CLAIMS);
      }
      roles.add(role.textValue());
    }
    return Collections.unmodifiableSet(new LinkedHashSet<>(roles));
  }

  /**
   * The {@code cnf} claim, or {@code null} when there is none. One without a means that is checked here is refused: it
   * would count as unbound. Others beside it are ignored (RFC 7800 section 3.1): Keycloak adds members of its own.
   */
  Confirmation confirmation() throws Refused {
    JsonNode value = object.get("cnf");
    if (value == null) {
      return null;
    }
    if (!(value instanceof ObjectNode cnf)) {
      throw new Refused(Rejection.CLAIMS);
    }
    ClaimReader reader = new ClaimReader(cnf);
    Confirmation confirmation = new Confirmation(reader.optionalName("jkt"), reader.optionalName("x5t#S256"));
    if (confirmation.keyThumbprint() == null && confirmation.certificateThumbprint() == null) {
      throw new Refused(Rejection.CLAIMS);
    }
    return confirmation;
  }

  private static String name(JsonNode value) throws Refused {
    if (!value.isTextual()) {
      throw new Refused(Rejection.CLAIMS);
    }
    String name = value.textValue();
    if (name.isEmpty() || name.length() > MAX_NAME_LENGTH || name.chars().anyMatch(Character::isISOControl)) {
      throw new Refused(Rejection.CLAIMS);
    }
    return name;
  }
}
