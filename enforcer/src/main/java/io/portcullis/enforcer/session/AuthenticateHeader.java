package io.portcullis.enforcer.session;

import io.portcullis.enforcer.token.Presentation.Scheme;
import io.vertx.core.MultiMap;

/** The {@code WWW-Authenticate} of a 401 for a program (RFC 9110 section 11.6.1). */
public final class AuthenticateHeader {

  private static final String NAME = "WWW-Authenticate";
  private static final String ALGORITHMS = ", algs=\"ES256 ES384 ES512 PS256 PS384 PS512 RS256 RS384 RS512 EdDSA\"";

  private AuthenticateHeader() {}

  /**
   * Asks for a token, or says what is wrong with the one that came (RFC 6750 section 3, RFC 9449 section 7.1).
   *
   * @param rebuff what to say of the token in {@code Authorization}, or {@code null} when there was none
   * @param code the gate's own code of what is wrong; no more than letters and underscores
   */
  public static void write(MultiMap headers, Identification.Rebuff rebuff, String code) {
    if (rebuff == null) {
      headers.add(NAME, "Bearer");
      return;
    }
    String error = " error=\"" + rebuff.error() + "\", error_description=\"" + code + '"';
    headers.add(NAME, rebuff.scheme() == Scheme.DPOP ? "DPoP" + error + ALGORITHMS : "Bearer" + error);
    if (rebuff.nonce() != null) {
      headers.add("DPoP-Nonce", rebuff.nonce());
    }
  }

  /**
   * Asks for a stronger or more recent sign-in (RFC 9470 section 3).
   *
   * @param acr the {@code acr_values}, or {@code null}
   * @param maxAge the {@code max_age} in seconds, or a negative number for none
   */
  public static String stepUp(String acr, long maxAge) {
    return "Bearer error=\"insufficient_user_authentication\","
        + " error_description=\"A stronger or more recent sign-in is needed\""
        + (acr == null ? "" : ", acr_values=\"" + acr + '"') + (maxAge < 0 ? "" : ", max_age=" + maxAge);
  }
}
