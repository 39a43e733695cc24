package io.portcullis.enforcer.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefreshTokenClaimsTest {

  private static final byte[] SECRET = new byte[64];

  private static String refreshToken(String payload) {
    return Minted.mac("{\"alg\":\"HS512\",\"typ\":\"JWT\",\"kid\":\"k\"}", payload, SECRET);
  }

  @Test
  void aRefreshTokenTellsWhichAccessTokenItGoesWith() {
    assertEquals(Optional.of(new RefreshTokenClaims("r1", "a1", 1_800_000_000L, "s1", 1_800_000_001L, 1_800_001_800L)),
        RefreshTokenClaims.parse(refreshToken("""
            {"typ":"Refresh","jti":"r1","access_token_jti":"a1","access_token_iat":1800000000,"sid":"s1",
             "iat":1800000001,"exp":1800001800,"aud":"x","sub":"u"}""")));
  }

  @Test
  void anOfflineTokenWithoutEndIsRead() {
    RefreshTokenClaims claims = RefreshTokenClaims.parse(refreshToken("{\"typ\":\"Offline\",\"iat\":5}")).orElseThrow();
    assertEquals(0, claims.expiresAt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"typ\":\"Bearer\",\"iat\":5}", "{\"iat\":5}", "{\"typ\":\"Refresh\"}",
      "{\"typ\":\"Refresh\",\"iat\":\"5\"}", "{\"typ\":\"Refresh\",\"iat\":5,\"access_token_jti\":7}",
      "{\"typ\":\"Refresh\",\"iat\":5,\"access_token_jti\":\"a\",\"access_token_jti\":\"b\"}",
      "{\"typ\":\"Refresh\",\"iat\":5,\"exp\":1e300}", "{\"typ\":\"Refresh\",\"iat\":5,\"sid\":\"a\\nb\"}", "[]"})
  void whatIsNoWellFormedRefreshTokenIsEmpty(String payload) {
    assertTrue(RefreshTokenClaims.parse(refreshToken(payload)).isEmpty());
  }

  @Test
  void anythingElseIsEmpty() {
    for (String text : List.of("", "a", "a.b.c", "..", "a".repeat(9000), "{}")) {
      assertTrue(RefreshTokenClaims.parse(text).isEmpty());
    }
    assertTrue(RefreshTokenClaims.parse(null).isEmpty());
  }
}
