package io.portcullis.enforcer.session;

import io.portcullis.enforcer.token.AccessToken;
import io.portcullis.enforcer.token.Presentation;
import io.portcullis.enforcer.token.ProofProblem;
import io.portcullis.enforcer.token.Rejection;
import io.portcullis.enforcer.token.TokenText;
import java.util.List;
import java.util.stream.Stream;

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
  record Known(AccessToken token, TokenText compact, List<String> cookies, boolean byCookie) implements Identification {
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
   * @param rebuff what to tell a caller whose token in {@code Authorization} does not count; {@code null} for all others
   */
  record Nobody(String error, List<String> cookies, Rebuff rebuff) implements Identification {

    /** Every code that there is of why a credential does not count. */
    public static List<String> codes() {
      return Stream.of(Rejection.ofAccessTokens().stream().map(Rejection::code),
          Stream.of(ProofProblem.values()).map(ProofProblem::code),
          Stream.of("expired", "stale_token", "session_ended", "account_disabled", "cookie_mismatch", "duplicate_cookie",
              "malformed_refresh_token", "proof_required")).flatMap(codes -> codes).distinct().toList();
    }
  }

  /**
   * What a program is told of its token.
   *
   * @param scheme the scheme to answer in
   * @param error the {@code error} for {@code WWW-Authenticate} (RFC 6750 section 3.1, RFC 9449 section 7.1)
   * @param nonce the value for {@code DPoP-Nonce} (RFC 9449 section 9), or {@code null}
   */
  record Rebuff(Presentation.Scheme scheme, String error, String nonce) {}

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

    /** Every code that there is. */
    public static List<String> codes() {
      return List.of(AWAY, "change_feed_away", "internal_error", "not_yet_valid", "stale_after_refresh",
          "cookie_too_large");
    }
  }
}
