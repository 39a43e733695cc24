package io.portcullis.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.portcullis.policy.Json.Arr;
import io.portcullis.policy.Json.Member;
import io.portcullis.policy.Json.Obj;
import io.portcullis.policy.Json.Position;
import io.portcullis.policy.Json.Scalar;
import io.portcullis.policy.Json.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON (RFC 8259) with positions, and refuses what two readers could read differently: duplicate members. */
final class JsonText {

  /** What Jackson adds for programmers: character codes, its features, and where a bracket was opened. */
  private static final String JACKSON_ASIDES =
      " \\((code \\d+( / 0x[0-9a-f]+)?|not recognized as .*|start marker at .*)\\)|, from `[^`]*`";

  private static final int MOST_SLIPS = 50;

  private final JsonParser parser;
  private final Map<Position, String> misread = new LinkedHashMap<>();
  private Position errorAt;
  private String error;

  private JsonText(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Reads the one value of a file. After a syntax error, what was read before it is still returned, so that the
   * errors of meaning in it are told as well, and behind a mere {@link SyntaxSlip} the reading goes on; {@code null} when
   * nothing was read.
   */
  static Json read(byte[] json, Problems problems) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
    } catch (CharacterCodingException e) {
      problems.error(placeOfBadOctet(json), "expected UTF-8, found an octet that is not");
      return null;
    }
    if (text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    if (text.isBlank()) {
      problems.error(new Position(1, 1), "expected a JSON object, found an empty file");
      return null;
    }
    for (int slips = 0; ; slips++) {
      try (JsonParser parser = new JsonFactory().createParser(text)) {
        JsonText reading = new JsonText(parser);
        Json file = reading.file();
        String mended = reading.error == null || slips == MOST_SLIPS ? null
            : SyntaxSlip.mended(text, reading.errorAt, reading.error.contains("was expecting comma"));
        if (reading.error != null) {
          problems.error(reading.errorAt, reading.error);
        }
        if (mended == null || mended.isBlank()) {
          reading.tell(problems);
          return file;
        }
        text = mended;
      } catch (IOException e) {
        throw new IllegalStateException("a string cannot fail to be read", e);
      }
    }
  }

  private void tell(Problems problems) {
    misread.forEach((at, message) -> problems.error(at, message));
    if (error != null) {
      problems.cutOff();
    }
  }

  private Json file() throws IOException {
    Json value = null;
    try {
      parser.nextToken();
      value = value();
      if (error == null && parser.nextToken() != null) {
        misread.put(here(), "expected the end of the file after the closing `}`");
      }
    } catch (JsonProcessingException e) {
      syntaxError(e);
    }
    return value;
  }

  /** Never throws for syntax once a value has begun: the part that was read is returned, the error is told. */
  private Json value() throws IOException {
    JsonToken token = parser.currentToken();
    Position at = here();
    return switch (token) {
      case START_OBJECT -> object(at);
      case START_ARRAY -> array(at);
      case VALUE_STRING -> new Text(at, parser.getText());
      default -> new Scalar(at, parser.getText());
    };
  }

  private Obj object(Position at) throws IOException {
    List<Member> members = new ArrayList<>();
    Map<String, Position> seen = new HashMap<>();
    try {
      while (error == null && parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        Position nameAt = here();
        Position first = seen.putIfAbsent(name, nameAt);
        if (first != null) {
          misread.put(nameAt, "duplicate key `" + name + "`: it is on line " + first.line()
              + " already, and only one of them would count");
        }
        parser.nextToken();
        members.add(new Member(name, nameAt, value()));
      }
    } catch (JsonProcessingException e) {
      syntaxError(e);
    }
    return new Obj(at, members);
  }

  private Arr array(Position at) throws IOException {
    List<Json> items = new ArrayList<>();
    try {
      while (error == null && parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(value());
      }
    } catch (JsonProcessingException e) {
      syntaxError(e);
    }
    return new Arr(at, items);
  }

  private void syntaxError(JsonProcessingException e) {
    JsonLocation at = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
    errorAt = new Position(at.getLineNr(), at.getColumnNr());
    String message = e.getOriginalMessage().replaceAll("\\s*\\R.*", "").replaceAll(JACKSON_ASIDES, "");
    error = "not JSON: " + message;
  }

  private Position here() {
    JsonLocation at = parser.currentTokenLocation();
    return new Position(at.getLineNr(), at.getColumnNr());
  }

  private static Position placeOfBadOctet(byte[] json) {
    ByteBuffer in = ByteBuffer.wrap(json);
    StandardCharsets.UTF_8.newDecoder().decode(in, CharBuffer.allocate(json.length), true);
    String before = new String(json, 0, in.position(), StandardCharsets.UTF_8);
    int lineStart = before.lastIndexOf('\n') + 1;
    return new Position((int) before.chars().filter(c -> c == '\n').count() + 1, before.length() - lineStart + 1);
  }
}
