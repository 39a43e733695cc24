package io.portcullis.enforcer.token;

import java.util.Objects;

/**
 * How an access token was presented, and with what proof. Everything but the token's text may be {@code null} when the
 * request did not have it.
 *
 * @param scheme the scheme of the {@code Authorization} header; a token from a cookie counts as {@link Scheme#BEARER}
 * @param compact the access token as it was sent
 * @param proof the {@code DPoP} header
 * @param method the method of the original request
 * @param host the host that nginx chose the server by ({@code $host}: lower case, no port)
 * @param target the target of the original request ({@code $request_uri})
 * @param escapedCertificate the client certificate as nginx hands it on ({@code $ssl_client_escaped_cert}, a
 *     percent-encoded PEM); must be a header that only nginx can set
 */
public record Presentation(
    Scheme scheme, String compact, String proof, String method, String host, String target,
    String escapedCertificate) {

  /** The authentication schemes by which access tokens are presented. */
  public enum Scheme {
    /** {@code Bearer} (RFC 6750), and tokens from cookies. */
    BEARER,
    /** {@code DPoP} (RFC 9449 section 7.1). */
    DPOP
  }

  /** @throws NullPointerException when the scheme or the token's text is missing */
  public Presentation {
    Objects.requireNonNull(scheme, "scheme");
    Objects.requireNonNull(compact, "compact");
  }

  /** Does not print the token or the proof. */
  @Override
  public String toString() {
    return "Presentation[" + scheme + " " + method + "]";
  }
}
