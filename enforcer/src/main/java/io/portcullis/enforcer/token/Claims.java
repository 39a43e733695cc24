package io.portcullis.enforcer.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/**
 * The scalar claims of a token, nested ones under dotted names. Where a name with a dot in it and a nested member would
 * read the same, neither is told: the policy must not depend on which one was meant.
 */
final class Claims {

  private static final int MAX_CLAIMS = 256;

  private final Map<String, String> values;

  private Claims(Map<String, String> values) {
    this.values = values;
  }

  /** @throws Refused with {@link Rejection#CLAIMS} when there are more claims than any token has */
  static Claims of(ObjectNode payload) throws Refused {
    Map<String, String> values = new HashMap<>();
    collect("", payload, values);
    values.values().removeIf(value -> value == null);
    return new Claims(values);
  }

  String get(String name) {
    return values.get(name);
  }

  private static void collect(String prefix, ObjectNode object, Map<String, String> into) throws Refused {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      String name = prefix + member.getKey();
      JsonNode value = member.getValue();
      if (value instanceof ObjectNode nested) {
        collect(name + '.', nested, into);
      } else if (value.isTextual() || value.isNumber() || value.isBoolean()) {
        into.put(name, into.containsKey(name) ? null : value.asText());
      }
      if (into.size() > MAX_CLAIMS) {
        throw new Refused(Rejection.CLAIMS);
      }
    }
  }
}
