package io.portcullis.enforcer.token;

import io.portcullis.policy.Identity;
import java.util.List;
import java.util.Set;

/**
 * An access token whose signature, issuer, audience, type and times have been verified. Only the verifier can make one,
 * so whoever holds one holds a proof. It does not keep the token's text.
 */
public final class AccessToken implements Identity {

  /** What many tokens have in common. */
  static final class Pool {
    private static final int MAXIMUM = 4096;
    private final Shared<Set<String>> roles = new Shared<>(MAXIMUM);
    private final Shared<List<String>> shapes = new Shared<>(MAXIMUM);
    private final Shared<String> clients = new Shared<>(MAXIMUM);
  }

  private final String issuer;
  private final String subject;
  private final String clientId;
  private final long issuedAt;
  private final long notBefore;
  private final long expiresAt;
  private final long authTime;
  private final Set<String> roles;
  private final Confirmation confirmation;
  private final Claims claims;
  /** Half of the digest of the refresh token that was found to belong to this token. */
  private volatile long partner;
  private volatile long partnersOther;

  AccessToken(ClaimReader payload, String issuer, Pool pool) throws Refused {
    this.issuer = issuer;
    this.subject = payload.requiredName("sub");
    payload.optionalName("jti");
    payload.optionalName("sid");
    this.clientId = pool.clients.one(payload.optionalName("azp"));
    this.issuedAt = payload.requiredTime("iat");
    this.notBefore = payload.optionalTime("nbf");
    this.expiresAt = payload.requiredTime("exp");
    this.authTime = payload.optionalTime("auth_time");
    this.confirmation = payload.confirmation();
    this.roles = pool.roles.one(payload.roles());
    this.claims = Claims.of(payload.object(), pool.shapes);
  }

  /** The issuer, one of those configured ({@code iss}, RFC 7519 section 4.1.1). */
  public String issuer() {
    return issuer;
  }

  /** The user's or service account's id at the issuer ({@code sub}); never empty. */
  public String subject() {
    return subject;
  }

  /** The token's own id ({@code jti}), or {@code null}. */
  public String jti() {
    return claims.get("jti");
  }

  /** The Keycloak session that the token belongs to ({@code sid}), or {@code null} for one without a session. */
  public String sid() {
    return claims.get("sid");
  }

  /** The client that the token was issued to ({@code azp}), or {@code null} when the token does not say. */
  public String clientId() {
    return clientId;
  }

  /** When it was issued, in epoch seconds ({@code iat}). */
  public long issuedAt() {
    return issuedAt;
  }

  /** From when on it is valid, in epoch seconds ({@code nbf}), or 0 when the token does not say. */
  public long notBefore() {
    return notBefore;
  }

  /** When it expires, in epoch seconds ({@code exp}); at that second it is no longer valid. */
  public long expiresAt() {
    return expiresAt;
  }

  /** The key or certificate that the caller must prove to hold ({@code cnf}, RFC 7800), or {@code null}. */
  public Confirmation confirmation() {
    return confirmation;
  }

  /** The user's name at the issuer ({@code preferred_username}), or {@code null}. Users can often change it. */
  public String preferredUsername() {
    return claim("preferred_username");
  }

  /** The user's e-mail address ({@code email}), or {@code null}. */
  public String email() {
    return claim("email");
  }

  @Override
  public Set<String> roles() {
    return roles;
  }

  /**
   * {@inheritDoc}
   *
   * <p>A top-level claim whose own name has dots is found under that name, unless a nested member reads the same: then
   * the answer is {@code null}.
   */
  @Override
  public String claim(String name) {
    return switch (name) {
      case "sub" -> subject;
      case "azp" -> clientId;
      case "iss" -> issuer;
      case "exp" -> Long.toString(expiresAt);
      case "iat" -> Long.toString(issuedAt);
      case "nbf" -> notBefore == 0 ? null : Long.toString(notBefore);
      case "auth_time" -> authTime == 0 ? null : Long.toString(authTime);
      default -> claims.get(name);
    };
  }

  @Override
  public String acr() {
    return claim("acr");
  }

  @Override
  public long authTime() {
    return authTime;
  }

  /** Whether this refresh token was found to belong to this token; 128 bits cannot be met by trying. */
  boolean isPartner(TokenCache.Digest refreshToken) {
    return partner == refreshToken.a() && partnersOther == refreshToken.b() && partner != 0;
  }

  void partner(TokenCache.Digest refreshToken) {
    partnersOther = refreshToken.b();
    partner = refreshToken.a();
  }

  /** Names the token without revealing it. */
  @Override
  public String toString() {
    return "AccessToken[jti=" + jti() + ", sub=" + subject + "]";
  }
}
