package io.portcullis.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NginxLocationTest {

  private static List<String> directives(String... locations) {
    List<Location> parsed = Stream.of(locations)
        .map(location -> LocationSyntax.parse(location, message -> { throw new AssertionError(message); })).toList();
    return NginxLocation.of(parsed).stream().map(NginxLocation::directive).toList();
  }

  @Test
  void anExactPathIsAnExactLocation() {
    assertEquals(List.of("location = /protected"), directives("/protected"));
  }

  @Test
  void anOpenPathIsAPrefixAndThePathItself() {
    assertEquals(List.of("location = /admin", "location ^~ /admin/"), directives("/admin/**"));
    assertEquals(List.of("location ^~ /"), directives("/**"));
  }

  @Test
  void aWildcardInsideIsARegularExpression() {
    assertEquals(List.of("location ~ \"^/a\\\\.b/[^/]+/c(/.*)?\\$\"".replace("\\$", "$")), directives("/a.b/*/c/**"));
  }

  @Test
  void narrowLocationsStandBeforeWideOnesThatMeetThem() {
    assertEquals(List.of("location ~ \"^/articles/drafts(/.*)?$\"", "location ~ \"^/articles/[^/]+$\"",
        "location ~ \"^/articles(/.*)?$\""), directives("/articles/**", "PUT /articles/*", "/articles/drafts/**"));
  }

  @Test
  void whatNginxWouldReadAsSyntaxIsQuoted() {
    assertEquals(List.of("location = \"/a b\""), directives("/a b"));
    assertEquals(List.of("location = \"/café\""), directives("/café"));
  }

  @Test
  void locationsForOtherMethodsShareABlock() {
    assertEquals(List.of("location = /x"), directives("GET /x", "POST /x", "@named"));
  }
}
