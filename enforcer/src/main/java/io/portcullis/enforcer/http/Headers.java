package io.portcullis.enforcer.http;

import io.vertx.core.http.HttpHeaders;

/** The headers of a check, by names that are hashed once and not on every request. */
public final class Headers {

  /** The client's cookies. */
  public static final CharSequence COOKIE = HttpHeaders.COOKIE;
  /** The client's credential. */
  public static final CharSequence AUTHORIZATION = HttpHeaders.AUTHORIZATION;
  /** The length of a body. */
  public static final CharSequence CONTENT_LENGTH = HttpHeaders.CONTENT_LENGTH;
  /** A client's wish to speak another protocol. */
  public static final CharSequence UPGRADE = HttpHeaders.UPGRADE;

  /** What nginx states: the client's method. */
  public static final CharSequence ORIGINAL_METHOD = name("X-Original-Method");
  /** What nginx states: the host that it chose the server by. */
  public static final CharSequence ORIGINAL_HOST = name("X-Original-Host");
  /** What nginx states: the request target as it came. */
  public static final CharSequence ORIGINAL_URI = name("X-Original-URI");
  /** What nginx states: the name of its location. */
  public static final CharSequence LOCATION = name("X-Portcullis-Location");
  /** What nginx states: whether the application may have the access token. */
  public static final CharSequence PASS_ACCESS_TOKEN = name("X-Portcullis-Pass-Access-Token");
  /** What nginx states: its id of the request. */
  public static final CharSequence REQUEST_ID = name("X-Request-ID");
  /** What nginx states: the client's address. */
  public static final CharSequence REAL_IP = name("X-Real-IP");

  /** For the application: the user's id. */
  public static final CharSequence USER = name("X-Auth-Request-User");
  /** For the application: the user's name. */
  public static final CharSequence PREFERRED_USERNAME = name("X-Auth-Request-Preferred-Username");
  /** For the application: the user's e-mail address. */
  public static final CharSequence EMAIL = name("X-Auth-Request-Email");
  /** For the application: the user's roles. */
  public static final CharSequence ROLES = name("X-Auth-Request-Roles");
  /** For the application: the access token, where it may have it. */
  public static final CharSequence ACCESS_TOKEN = name("X-Auth-Request-Access-Token");
  /** For the application: the cookies that are not the gate's. */
  public static final CharSequence APPLICATION_COOKIE = name("X-Portcullis-Cookie");
  /** For the application: a credential that is not the gate's. */
  public static final CharSequence APPLICATION_AUTHORIZATION = name("X-Portcullis-Authorization");

  private Headers() {}

  /** A name or value that is written often. */
  public static CharSequence name(String text) {
    return HttpHeaders.createOptimized(text);
  }
}
