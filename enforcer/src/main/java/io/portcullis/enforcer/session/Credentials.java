package io.portcullis.enforcer.session;

import io.portcullis.enforcer.http.Headers;
import io.portcullis.enforcer.token.Presentation;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;

/**
 * What a request presents to say who it comes from: cookies, or an access token with what proves that it is the
 * caller's. Headers are read when they are needed, which is seldom.
 */
public final class Credentials {

  /** Set by nginx for every request, so that no client can: the certificate of the connection, or nothing. */
  private static final String CERTIFICATE = "X-Portcullis-Client-Certificate";

  private final CookieJar jar;
  private final MultiMap headers;
  private final HttpServerRequest request;

  private Credentials(CookieJar jar, MultiMap headers, HttpServerRequest request) {
    this.jar = jar;
    this.headers = headers;
    this.request = request;
  }

  /** Of the request that nginx asks about: its method and address are in nginx's own headers. */
  public static Credentials ofOriginal(MultiMap headers) {
    return new Credentials(CookieJar.of(headers.get(Headers.COOKIE)), headers, null);
  }

  /** Of a request to an endpoint of the gate itself. */
  public static Credentials of(HttpServerRequest request) {
    return new Credentials(CookieJar.of(request.getHeader("Cookie")), request.headers(), request);
  }

  /** The cookies alone, whatever else the request has. */
  public static Credentials of(CookieJar jar) {
    return new Credentials(jar, null, null);
  }

  /** The cookies. */
  public CookieJar jar() {
    return jar;
  }

  /** How an access token in {@code Authorization} is presented; {@code null} when there is none. */
  Presentation presentation() {
    String authorization = headers == null ? null : headers.get(Headers.AUTHORIZATION);
    if (authorization == null) {
      return null;
    }
    if (authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return presentation(Presentation.Scheme.BEARER, authorization.substring(7).strip());
    }
    if (authorization.regionMatches(true, 0, "DPoP ", 0, 5)) {
      return presentation(Presentation.Scheme.DPOP, authorization.substring(5).strip());
    }
    return null;
  }

  private Presentation presentation(Presentation.Scheme scheme, String token) {
    String proof = headers.get("DPoP");
    String certificate = headers.get(CERTIFICATE);
    if (request == null) {
      return new Presentation(scheme, token, proof, headers.get("X-Original-Method"), headers.get("X-Original-Host"),
          headers.get("X-Original-URI"), certificate);
    }
    return new Presentation(scheme, token, proof, request.method().name(), host(headers.get("Host")), request.uri(),
        certificate);
  }

  /** The host without its port. */
  private static String host(String authority) {
    if (authority == null) {
      return null;
    }
    int port = authority.lastIndexOf(':');
    return port > authority.lastIndexOf(']') ? authority.substring(0, port) : authority;
  }
}
