package io.portcullis.enforcer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.enforcer.fixture.SettingsOf;
import io.vertx.core.MultiMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The origins that the operator states. */
class OriginsTest {

  @ParameterizedTest
  @ValueSource(strings = {"www.example.com", "https://www.example.com/app", "https://u@www.example.com", "ftp://x",
      "https://www.example.com?x", "https://www.example.com/#x", "mailto:x"})
  void whatIsNoOriginIsRefusedByTheNameOfItsSetting(String text) {
    for (String setting : List.of("public-origin", "additional-origins", "allowed-origins", "return-origins")) {
      String message = assertThrows(IllegalArgumentException.class,
          () -> new Origins(SettingsOf.these(setting, text))).getMessage();
      assertTrue(message.startsWith("PORTCULLIS_" + setting.toUpperCase().replace('-', '_') + ": \"" + text + "\""), message);
    }
  }

  @Test
  void defaultPortsAndCaseMakeNoDifference() {
    Origins origins = new Origins(SettingsOf.these("public-origin", "HTTPS://WWW.Example.com:443/"));
    assertEquals("https://www.example.com", origins.served().iterator().next());
  }

  @Test
  void aRequestIsToTheServedOriginOfItsHost() {
    Origins origins = new Origins(SettingsOf.these("public-origin", "https://www.example.com",
        "additional-origins", "https://shop.example.com:8443,http://localhost:8080"));
    assertEquals("https://shop.example.com:8443", origins.of(host("SHOP.example.com:8443")));
    assertEquals("http://localhost:8080", origins.of(host("localhost:8080")));
    assertEquals("https://www.example.com", origins.of(host("shop.example.com")));
    assertEquals("https://www.example.com", origins.of(host("evil.example")));
    assertEquals("https://www.example.com", origins.of(MultiMap.caseInsensitiveMultiMap()));
  }

  private static MultiMap host(String host) {
    return MultiMap.caseInsensitiveMultiMap().add("Host", host);
  }
}
