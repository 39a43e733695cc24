package io.portcullis.enforcer.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.portcullis.enforcer.ops.GateMetrics;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The Set-Cookie values of the gate. */
class SessionCookiesTest {

  private static final String ATTRIBUTES = "; Path=/; Secure; HttpOnly; SameSite=Lax";

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final SessionCookies cookies = new SessionCookies(new GateMetrics(meters));

  @Test
  void aSessionIsTwoTokensAndAKeyWithoutAuthority() throws Exception {
    List<String> set = cookies.of(new TokenPair("a.b.c", "r.s.t"), "the-session");
    assertEquals("__Host-portcullis_at=a.b.c" + ATTRIBUTES, set.get(0));
    assertEquals("__Host-portcullis_rt=r.s.t" + ATTRIBUTES, set.get(1));
    assertTrue(set.get(2).matches("__Host-portcullis_sk=[A-Za-z0-9_-]{16}" + ATTRIBUTES), set.get(2));
    assertTrue(!set.get(2).contains("the-session"));
  }

  @Test
  void theKeyIsTheSameThroughAllRefreshesOfASession() throws Exception {
    assertEquals(cookies.of(new TokenPair("a", "b"), "s").get(2), cookies.of(new TokenPair("c", "d"), "s").get(2));
  }

  @Test
  void aTokenWithoutRefreshTokenTakesTheOldOneAway() throws Exception {
    assertTrue(cookies.of(new TokenPair("a", null), "s").get(1).startsWith("__Host-portcullis_rt=; Max-Age=0;"));
  }

  @Test
  void allValuesTogetherFitTheHeadersThatNginxReads() {
    assertTrue(SessionCookies.cleared().size() <= 4);
    assertTrue(SessionCookies.denied().size() <= 4);
  }

  @Test
  void aCookieThatBrowsersWouldDropIsNotSetAndCounted() {
    SessionCookies.CookieTooLargeException refusal = assertThrows(SessionCookies.CookieTooLargeException.class,
        () -> cookies.of(new TokenPair("x".repeat(4096), "r"), "s"));
    assertTrue(refusal.getMessage().contains("__Host-portcullis_at") && refusal.getMessage().contains("4096"));
    assertEquals(1, meters.get("portcullis.cookies.too_large").tag("cookie", "__Host-portcullis_at").counter().count());
    assertTrue(meters.get("portcullis.cookie.size").tag("cookie", "__Host-portcullis_at").summary().max() > 4096);
  }

  @Test
  void aPairOfTokensDoesNotPrintItself() {
    assertEquals("TokenPair[…]", new TokenPair("secret", "secret").toString());
    assertTrue(!new Grant.Issued(new TokenPair("secret", "secret"), "secret").toString().contains("secret"));
  }
}
