package io.portcullis.enforcer.session;

import io.portcullis.enforcer.config.Settings;
import io.vertx.core.MultiMap;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The origins of this gate (RFC 6454): where it serves, where browsers may be sent back to, and who may send unsafe
 * requests with its cookies.
 */
public final class Origins {

  private final String main;
  private final Set<String> served = new LinkedHashSet<>();
  private final Set<String> allowed = new LinkedHashSet<>();
  private final Set<String> returnable = new LinkedHashSet<>();

  /**
   * Reads the settings.
   *
   * @throws IllegalArgumentException when one of them is not an origin; the message names the setting
   */
  public Origins(Settings settings) {
    main = origin("PORTCULLIS_PUBLIC_ORIGIN", settings.publicOrigin());
    served.add(main);
    settings.additionalOrigins().ifPresent(list ->
        list.forEach(uri -> served.add(origin("PORTCULLIS_ADDITIONAL_ORIGINS", uri))));
    settings.allowedOrigins().ifPresent(list ->
        list.forEach(uri -> allowed.add(origin("PORTCULLIS_ALLOWED_ORIGINS", uri))));
    returnable.addAll(served);
    settings.returnOrigins().ifPresent(list ->
        list.forEach(uri -> returnable.add(origin("PORTCULLIS_RETURN_ORIGINS", uri))));
  }

  private static String origin(String setting, URI uri) {
    boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
    String path = uri.getRawPath();
    if (!web || uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawQuery() != null
        || uri.getRawFragment() != null || path != null && !path.isEmpty() && !path.equals("/")) {
      throw new IllegalArgumentException(setting + ": \"" + uri
          + "\" is not an origin; write scheme, host and port only, such as https://www.example.com");
    }
    return ReturnAddress.origin(uri);
  }

  /** The origins that this gate serves, the public one first. */
  public Set<String> served() {
    return served;
  }

  /** The origins that browsers may be sent back to: those served, and those that the operator lists. */
  public Set<String> returnable() {
    return returnable;
  }

  /** The served origin that a request was sent to, by the host that nginx states; the public one for any other host. */
  public String of(MultiMap headers) {
    String host = headers.get("Host");
    if (host != null) {
      for (String origin : served) {
        int start = origin.indexOf("://") + 3;
        if (origin.length() - start == host.length() && origin.regionMatches(true, start, host, 0, host.length())) {
          return origin;
        }
      }
    }
    return main;
  }

  /**
   * Whether the page that sends a request may use the gate's cookies (cross-site request forgery). Judged by
   * {@code Origin} where there is one: that of the very address which is asked, or one that the operator allows.
   * What {@code Sec-Fetch-Site} says must agree; a request with neither was not made by a page in a present-day browser.
   * A WebSocket handshake always has an {@code Origin}, and browsers do not agree on the rest.
   */
  public boolean trusts(MultiMap headers) {
    String origin = headers.get("Origin");
    String site = headers.get("Sec-Fetch-Site");
    if (origin != null && allowed.contains(origin)) {
      return true;
    }
    if ("null".equals(origin)) {
      // A page under Referrer-Policy: no-referrer keeps its origin to itself even from its own site, and a sandboxed
      // frame has none: only Fetch Metadata tells them apart.
      return "same-origin".equals(site);
    }
    boolean own = origin == null || origin.equals(of(headers)) || isOf(origin, headers.get("Host"), scheme(headers));
    boolean handshake = origin != null && headers.contains("Upgrade");
    return own && (handshake || site == null || site.equals("same-origin") || site.equals("none"));
  }

  /** Whether scripts of the page that sends a request may read the gate's own answers (Fetch Standard section 3.2). */
  public boolean shares(MultiMap headers) {
    String origin = headers.get("Origin");
    return origin != null && allowed.contains(origin);
  }

  private static String scheme(MultiMap headers) {
    String scheme = headers.get("X-Original-Scheme");
    return scheme != null ? scheme : headers.get("X-Forwarded-Proto");
  }

  /** Whether an origin is that of the address asked; where TLS ends before nginx, nginx itself only sees http. */
  private static boolean isOf(String origin, String authority, String scheme) {
    return authority != null && !authority.isEmpty()
        && (origin.equals("https://" + authority) || "http".equals(scheme) && origin.equals("http://" + authority));
  }
}
