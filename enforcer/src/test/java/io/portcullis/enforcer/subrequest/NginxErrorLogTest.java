package io.portcullis.enforcer.subrequest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.enforcer.fixture.FakeKeycloak;
import io.portcullis.enforcer.fixture.GateInTest;
import io.portcullis.enforcer.fixture.NginxInFront;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nginx itself writes down when the enforcer is gone. */
class NginxErrorLogTest {

  @Test
  void anAuthorizationCodeIsNotInIt(@TempDir Path folder) throws Exception {
    GateInTest gate = new GateInTest(new FakeKeycloak());
    try (NginxInFront nginx = new NginxInFront(gate, folder, "", false)) {
      assertEquals(400, gate.browserAt(nginx.port()).navigate("/oauth2/callback?code=the-code&state=x").status());
      gate.close();
      assertEquals(503, gate.browserAt(nginx.port()).navigate("/oauth2/callback?code=the-code&state=x").status());
      assertEquals(503, gate.browserAt(nginx.port()).fetch("GET", "/articles/7", null).status());
      assertTrue(nginx.log().contains("/articles/7"), "nginx tells of the enforcer: " + nginx.log());
      assertFalse(nginx.log().contains("the-code"), nginx.log());
    }
  }
}
