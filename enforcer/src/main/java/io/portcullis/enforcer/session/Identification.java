package io.portcullis.enforcer.session;

import io.portcullis.enforcer.token.AccessToken;
import java.util.List;

/** Who a request comes from, as far as its credentials prove it. */
public sealed interface Identification {

  /**
   * A verified caller.
   *
   * @param token the verified access token, the renewed one after a refresh
   * @param compact its compact serialization, for upstreams that the operator lets have it
   * @param cookies {@code Set-Cookie} values that the answer must carry; empty when nothing changed
   * @param byCookie whether the browser sent the credential by itself, so that another site may be behind the request
   */
  record Known(AccessToken token, String compact, List<String> cookies, boolean byCookie) implements Identification {
    @Override
    public String toString() {
      return "Known[" + token + ']';
    }
  }

  /**
   * Nobody: no credential, or none that counts.
   *
   * @param error a code of why a credential that was there does not count, or {@code null} when there was none
   * @param cookies {@code Set-Cookie} values that clear a dead session; empty when there is none to clear
   * @param byBearer whether the credential came in {@code Authorization}
   */
  record Nobody(String error, List<String> cookies, boolean byBearer) implements Identification {}

  /**
   * Keycloak would have to be asked, and does not answer, or not with what this gate can use: neither the one nor the
   * other.
   *
   * @param code a code of why, for logs and metrics
   * @param why in words, for logs
   */
  record Undecided(String code, String why) implements Identification {

    /** The code for a Keycloak that is away. */
    static final String AWAY = "identity_provider_unavailable";
  }
}
