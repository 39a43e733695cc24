package io.portcullis.policy;

import java.util.Set;

/**
 * A verified caller. Only code that has verified a token's signature, issuer, audience and times may make one; the
 * absence of a caller is {@code null} where an identity is asked for.
 */
public interface Identity {

  /** The caller's roles: realm roles as {@code moderator}, client roles as {@code orders-api:editor}. Immutable. */
  Set<String> roles();

  /**
   * A claim of the verified token, by its name; nested members are reached with dots.
   *
   * @return the claim's value as a string when it is a string, number or boolean; {@code null} when it is missing or
   *     of another shape
   */
  String claim(String name);

  /** The authentication context class reference ({@code acr}, OpenID Connect Core section 2), or {@code null}. */
  String acr();

  /** When the user last authenticated, in epoch seconds ({@code auth_time}), or {@code 0} when the token does not say. */
  long authTime();
}
