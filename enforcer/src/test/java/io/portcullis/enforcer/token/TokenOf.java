package io.portcullis.enforcer.token;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Access tokens as the verifier would make them, for tests of what is done with verified ones. */
public final class TokenOf {

  public static final String ISSUER = "https://id.example.com/realms/main";

  private TokenOf() {}

  /** @param claims JSON members beside {@code iss}, with single quotes for double ones */
  public static AccessToken claims(String claims) {
    try {
      ObjectNode payload = (ObjectNode) new ObjectMapper().readTree(("{" + claims + "}").replace('\'', '"'));
      return new AccessToken(new ClaimReader(payload), ISSUER, new AccessToken.Pool());
    } catch (IOException | Refused e) {
      throw new IllegalArgumentException(claims, e);
    }
  }
}
