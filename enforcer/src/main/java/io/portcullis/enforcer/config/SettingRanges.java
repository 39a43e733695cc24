package io.portcullis.enforcer.config;

import java.net.URI;
import java.time.Duration;

/** What the settings may be, beyond their type. Refusals name the environment variable and what it may be. */
public final class SettingRanges {

  private static final Duration NOTHING = Duration.ofMillis(1);

  private SettingRanges() {}

  /** @throws IllegalArgumentException when a setting is out of its range */
  public static void check(Settings settings) {
    between("PORTCULLIS_REFRESH_AHEAD", settings.refreshAhead(), Duration.ZERO, Duration.ofHours(1));
    between("PORTCULLIS_REFRESH_GRACE", settings.refreshGrace(), Duration.ZERO, Duration.ofMinutes(5));
    between("PORTCULLIS_KEYCLOAK_TIMEOUT", settings.keycloakTimeout(), NOTHING, Duration.ofMinutes(1));
    between("PORTCULLIS_CLOCK_SKEW", settings.clockSkew(), Duration.ZERO, Duration.ofMinutes(1));
    between("PORTCULLIS_KEY_FETCH_INTERVAL", settings.keyFetchInterval(), NOTHING, Duration.ofHours(1));
    between("PORTCULLIS_KEY_MAX_AGE", settings.keyMaxAge(), NOTHING, Duration.ofDays(30));
    between("PORTCULLIS_KEYCLOAK_CONCURRENCY", settings.keycloakConcurrency(), 1, 10_000);
    between("PORTCULLIS_KEYCLOAK_QUEUE", settings.keycloakQueue(), 0, 1_000_000);
    between("PORTCULLIS_TOKEN_CACHE_SIZE", settings.tokenCacheSize(), 0, 10_000_000);
    between("PORTCULLIS_ENFORCER_PORT", settings.enforcerPort(), 0, 65_535);
    share("PORTCULLIS_DECISION_LOG_PERMIT_SAMPLE", settings.decisionLogPermitSample());
    share("PORTCULLIS_TRACES_SAMPLE", settings.tracesSample());
    settings.traces().ifPresent(SettingRanges::collector);
    between("PORTCULLIS_SECURITY_EVENT_WINDOW", settings.securityEventWindow(), Duration.ofSeconds(1), Duration.ofHours(1));
    between("PORTCULLIS_SECURITY_EVENT_THRESHOLD", settings.securityEventThreshold(), 2, 1_000_000);
    filled("PORTCULLIS_CLIENT_ID", settings.clientId());
    filled("PORTCULLIS_AUDIENCE", settings.audience());
    address("PORTCULLIS_ISSUER", settings.issuer());
    settings.issuerInternalUrl().ifPresent(url -> address("PORTCULLIS_ISSUER_INTERNAL_URL", url));
  }

  private static void between(String name, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(name + " must be between " + text(least) + " and " + text(most) + ", not "
          + text(value) + ".");
    }
  }

  private static void between(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(name + " must be between " + least + " and " + most + ", not " + value + ".");
    }
  }

  private static void share(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " must be between 0 and 1, not " + value + ".");
    }
  }

  private static void filled(String name, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(name + " must not be empty.");
    }
  }

  private static void address(String name, URI address) {
    boolean web = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
    if (!web || address.getHost() == null || address.getRawUserInfo() != null || address.getRawQuery() != null) {
      throw new IllegalArgumentException(name + ": \"" + address + "\" is not the address of a realm; write it as"
          + " tokens state it, such as https://id.example.com/realms/portcullis.");
    }
  }

  private static void collector(URI address) {
    boolean web = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
    if (!web || address.getHost() == null || address.getRawUserInfo() != null) {
      throw new IllegalArgumentException("PORTCULLIS_TRACES: this is not the address of a collector; write it as"
          + " http://collector.example.com:4318.");
    }
  }

  /** As it is written in a setting: {@code 5s}, {@code 1m30s}. */
  private static String text(Duration duration) {
    return duration.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
  }
}
