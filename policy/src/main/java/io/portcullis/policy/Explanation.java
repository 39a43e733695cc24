package io.portcullis.policy;

import java.util.List;

/**
 * A decision with all that led to it.
 *
 * @param path the canonical path, or {@code null} when the target is refused
 * @param refusal why the target or the method has no single meaning, or {@code null} when it has
 * @param decision the decision: {@link Policy#decide(AccessRequest, Identity)} itself gave it
 * @param findings what each rule of the policy has to say of the request, in the order of the file; empty when the
 *     request has no single meaning
 */
public record Explanation(String path, Refusal refusal, Decision decision, List<Finding> findings) {

  /**
   * What one rule has to say.
   *
   * @param rule the rule
   * @param outcome whether it permits the request, or at what it fails
   * @param detail the same in words
   */
  public record Finding(Rule rule, Outcome outcome, String detail) {}

  /** At what a rule fails first, from nearest to farthest. */
  public enum Outcome {
    /** It permits the request. */
    PERMITS,
    /** It would, after authentication anew. */
    STEP_UP,
    /** It names the request, and none of the caller's roles has it. */
    NOT_HELD,
    /** It names the request, and an exception takes it out. */
    EXCEPTED,
    /** It names the path with other methods. */
    OTHER_METHOD,
    /** It names the path with another value of a claim than the caller's. */
    OTHER_CLAIM,
    /** It names the path on another host. */
    OTHER_HOST,
    /** It names the path, but does not allow the encoded slash in it. */
    ENCODED_SLASH,
    /** It names another path, or another named location. */
    OTHER_PATH
  }
}
