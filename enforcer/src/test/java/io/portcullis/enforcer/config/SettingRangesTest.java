package io.portcullis.enforcer.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.enforcer.fixture.SettingsOf;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings that are of the right type and make no sense. */
class SettingRangesTest {

  @Test
  void theDefaultsAreInRange() {
    SettingRanges.check(SettingsOf.these());
  }

  @ParameterizedTest
  @CsvSource({"refresh-ahead,2h", "refresh-ahead,-1s", "refresh-grace,1h", "keycloak-timeout,0s", "keycloak-timeout,5m",
      "clock-skew,61s", "key-fetch-interval,0s", "key-max-age,0s", "keycloak-concurrency,0", "keycloak-queue,-1",
      "token-cache-size,-1", "decision-log-permit-sample,1.1",
      "decision-log-permit-sample,-0.1", "decision-log-permit-sample,NaN", "traces-sample,2", "traces,collector:4317",
      "security-event-window,0s", "security-event-threshold,1", "issuer,ftp://x/realms/y", "issuer,/realms/y", "issuer-internal-url,keycloak:8080"})
  void oneOutOfRangeIsNamedByItsEnvironmentVariable(String name, String value) {
    String message = assertThrows(IllegalArgumentException.class,
        () -> SettingRanges.check(SettingsOf.these(name, value))).getMessage();
    assertTrue(message.startsWith("PORTCULLIS_" + name.toUpperCase().replace('-', '_')), message);
  }

  @Test
  void aDurationIsToldAsItIsWritten() {
    assertEquals("PORTCULLIS_REFRESH_GRACE must be between 0s and 5m, not 1h30m.",
        assertThrows(IllegalArgumentException.class,
            () -> SettingRanges.check(SettingsOf.these("refresh-grace", "90m"))).getMessage());
  }

  @Test
  void whatCannotBeReadIsNamedToo() {
    RuntimeException refusal = assertThrows(RuntimeException.class,
        () -> SettingsOf.these("refresh-ahead", "soon", "keycloak-queue", "many"));
    assertEquals(List.of("PORTCULLIS_KEYCLOAK_QUEUE cannot be read: Expected an integer value, got \"many\"",
            "PORTCULLIS_REFRESH_AHEAD cannot be read: Invalid duration: soon"),
        UnreadableSettings.namedBy(new RuntimeException(refusal)).stream().sorted().toList());
    assertEquals(List.of(), UnreadableSettings.namedBy(new IllegalStateException("something else")));
    assertEquals(List.of(), UnreadableSettings.namedBy(null));
  }
}
