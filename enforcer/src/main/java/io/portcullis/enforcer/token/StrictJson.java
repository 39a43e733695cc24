package io.portcullis.enforcer.token;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * JSON as RFC 8259 writes it, in UTF-8, one object, no duplicate members (RFC 7515 section 5.2), bounded in depth and
 * in the length of names and numbers.
 */
final class StrictJson {

  private static final int DEPTH = 16;
  private static final int NAME_LENGTH = 256;
  private static final int NUMBER_LENGTH = 64;

  private final ObjectReader reader;

  /** @param maxBytes the longest document and the longest string in it, in bytes */
  StrictJson(int maxBytes) {
    JsonFactory factory = JsonFactory.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .streamReadConstraints(StreamReadConstraints.builder()
            .maxNestingDepth(DEPTH)
            .maxNameLength(NAME_LENGTH)
            .maxNumberLength(NUMBER_LENGTH)
            .maxStringLength(maxBytes)
            .maxDocumentLength(maxBytes)
            .build())
        .build();
    this.reader = new ObjectMapper(factory).readerFor(JsonNode.class)
        .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /** @throws Refused with {@link Rejection#MALFORMED} when the bytes are anything but one strict JSON object */
  ObjectNode object(byte[] utf8) throws Refused {
    try {
      // Decoded here, as the parser would guess at UTF-16 and UTF-32 and let odd UTF-8 pass.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      if (reader.readTree(text) instanceof ObjectNode object) {
        // Halves of characters can only come in by escapes, which Keycloak does not write.
        if (text.contains("\\u")) {
          requireWholeCharacters(object);
        }
        return object;
      }
      throw new Refused(Rejection.MALFORMED);
    } catch (CharacterCodingException | JsonProcessingException e) {
      throw new Refused(Rejection.MALFORMED);
    }
  }

  private static void requireWholeCharacters(JsonNode node) throws Refused {
    if (node.isTextual() && !StandardCharsets.UTF_8.newEncoder().canEncode(node.textValue())) {
      throw new Refused(Rejection.MALFORMED);
    }
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      if (!StandardCharsets.UTF_8.newEncoder().canEncode(member.getKey())) {
        throw new Refused(Rejection.MALFORMED);
      }
    }
    for (JsonNode child : node) {
      requireWholeCharacters(child);
    }
  }
}
