package io.portcullis.enforcer.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class WarmUpTest {

  @Test
  void warmingUpLeavesNothingBehind() {
    try (Gate gate = new Gate(TestKeys.RSA, TestKeys.P256, TestKeys.P384, TestKeys.P521, TestKeys.ED25519)) {
      gate.registry.warmUp();
      assertEquals(0, gate.verifier.cachedTokens());
      assertEquals(1, gate.keyRequests.get());
      gate.verified(Minted.accessToken().compact());
    }
  }
}
