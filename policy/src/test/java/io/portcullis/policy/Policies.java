package io.portcullis.policy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Policies and requests, written short. A policy's quotes may be written as apostrophes. */
final class Policies {

  private Policies() {}

  static Policy policy(String json) {
    try {
      return Policy.parse("policy.json", bytes(json));
    } catch (InvalidPolicyException e) {
      throw new AssertionError("expected a valid policy", e);
    }
  }

  static List<PolicyProblem> problems(String json) {
    try {
      return Policy.parse("policy.json", bytes(json)).warnings();
    } catch (InvalidPolicyException e) {
      return e.problems();
    }
  }

  /** The example at the top of the project. */
  static Policy example() {
    try {
      return Policy.load(root().resolve("policy.json"));
    } catch (InvalidPolicyException e) {
      throw new AssertionError("the example must be valid", e);
    }
  }

  /** The top of the project, from whichever module's folder the tests run in. */
  static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return here.getFileName().toString().equals("policy") && here.resolve("../policy.json").toFile().exists()
        ? here.getParent() : here;
  }

  static AccessRequest get(String target) {
    return new AccessRequest("GET", "localhost", target, null);
  }

  static AccessRequest request(String method, String target) {
    return new AccessRequest(method, "localhost", target, null);
  }

  private static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
