package io.portcullis.policy;

import java.util.List;

/** A JSON value with the place it begins at, so that every message can point there. */
sealed interface Json {

  Position at();

  /** A place in the file, from 1; columns count UTF-16 units. */
  record Position(int line, int column) {
    static final Position NONE = new Position(0, 0);
  }

  record Member(String name, Position at, Json value) {}

  record Obj(Position at, List<Member> members) implements Json {}

  record Arr(Position at, List<Json> items) implements Json {}

  record Text(Position at, String value) implements Json {}

  /** A number, {@code true}, {@code false} or {@code null}, by its text. */
  record Scalar(Position at, String text) implements Json {
    boolean isBoolean() {
      return text.equals("true") || text.equals("false");
    }
  }

  /** What a person calls the value, for "expected …, found …". */
  default String describe() {
    if (this instanceof Obj) {
      return "an object";
    }
    if (this instanceof Arr) {
      return "a list";
    }
    return this instanceof Text text ? "the string \"" + text.value() + "\"" : "`" + ((Scalar) this).text() + "`";
  }
}
