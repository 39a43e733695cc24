package io.portcullis.enforcer.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The scalar claims of a token, nested ones under dotted names. Where a name with a dot in it and a nested member would
 * read the same, neither is told: the policy must not depend on which one was meant.
 *
 * <p>A service remembers very many tokens, so this is packed: the sorted names are shared by all tokens that have the
 * same ones, and the values lie one after another as UTF-8 behind a table of where each ends.
 */
final class Claims {

  private static final int MAX_CLAIMS = 256;
  /** Those that an access token keeps by itself. */
  private static final Set<String> KEPT_ELSEWHERE = Set.of("sub", "azp", "iss", "exp", "iat", "nbf", "auth_time");

  private final List<String> names;
  private final byte[] packed;

  private Claims(List<String> names, byte[] packed) {
    this.names = names;
    this.packed = packed;
  }

  /** @throws Refused with {@link Rejection#CLAIMS} when there are more claims than any token has */
  static Claims of(ObjectNode payload, Shared<List<String>> shapes) throws Refused {
    Map<String, String> values = new TreeMap<>();
    collect("", payload, values);
    values.values().removeIf(value -> value == null);
    values.keySet().removeAll(KEPT_ELSEWHERE);
    ByteArrayOutputStream text = new ByteArrayOutputStream(512);
    byte[] ends = new byte[2 * values.size()];
    int entry = 0;
    for (String value : values.values()) {
      text.writeBytes(value.getBytes(StandardCharsets.UTF_8));
      int end = ends.length + text.size();
      ends[entry++] = (byte) (end >> 8);
      ends[entry++] = (byte) end;
    }
    byte[] packed = Arrays.copyOf(ends, ends.length + text.size());
    System.arraycopy(text.toByteArray(), 0, packed, ends.length, text.size());
    return new Claims(shapes.one(List.copyOf(values.keySet())), packed);
  }

  /** The value of a claim that the access token does not keep by itself, or {@code null}. */
  String get(String name) {
    int index = Collections.binarySearch(names, name);
    if (index < 0) {
      return null;
    }
    int start = index == 0 ? 2 * names.size() : end(index - 1);
    return new String(packed, start, end(index) - start, StandardCharsets.UTF_8);
  }

  private int end(int index) {
    return (packed[2 * index] & 0xff) << 8 | packed[2 * index + 1] & 0xff;
  }

  private static void collect(String prefix, ObjectNode object, Map<String, String> into) throws Refused {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      String name = prefix + member.getKey();
      JsonNode value = member.getValue();
      boolean scalar = value.isTextual() || value.isNumber() || value.isBoolean();
      // Every reading of a name counts, also one that has no scalar value: two readings cancel each other out.
      into.put(name, scalar && !into.containsKey(name) ? value.asText() : null);
      if (value instanceof ObjectNode nested) {
        collect(name + '.', nested, into);
      }
      if (into.size() > MAX_CLAIMS) {
        throw new Refused(Rejection.CLAIMS);
      }
    }
  }
}
