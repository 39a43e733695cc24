package io.portcullis.policy;

import io.portcullis.policy.Json.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A policy file, read, checked and compiled: who may ask for what. Immutable, and safe for use by many threads.
 *
 * <p>What no entry names is refused, for everyone. Permissions add up over a caller's roles; see
 * {@link #decide(AccessRequest, Identity)} for what takes away.
 */
public final class Policy {

  private final String revision;
  private final List<PolicyProblem> warnings;
  private final List<KeyEntry> entries;
  private final Inheritance inheritance;
  private final Decider decider;
  private final Clock clock;

  private Policy(String revision, List<PolicyProblem> warnings, List<KeyEntry> entries, Inheritance inheritance,
      Decider decider, Clock clock) {
    this.revision = revision;
    this.warnings = warnings;
    this.entries = entries;
    this.inheritance = inheritance;
    this.decider = decider;
    this.clock = clock;
  }

  /**
   * Reads and compiles a policy file.
   *
   * @throws InvalidPolicyException when the file cannot be read or has an error; it tells of all of them
   */
  public static Policy load(Path file) throws InvalidPolicyException {
    byte[] json;
    try {
      json = Files.readAllBytes(file);
    } catch (IOException e) {
      Problems problems = new Problems(file.toString());
      problems.error(Position.NONE, e instanceof NoSuchFileException
          ? "there is no such file; name the policy file with PORTCULLIS_POLICY or on the command line"
          : "cannot be read: " + e.getMessage());
      throw new InvalidPolicyException(problems.all());
    }
    return parse(file.toString(), json);
  }

  /**
   * Compiles a policy.
   *
   * @param fileName what its problems call it
   * @param json the file's bytes, in UTF-8 (RFC 8259)
   * @throws InvalidPolicyException when there is an error; it tells of all of them
   */
  public static Policy parse(String fileName, byte[] json) throws InvalidPolicyException {
    Problems problems = new Problems(fileName);
    Json file = JsonText.read(json, problems);
    List<KeyEntry> entries = PolicyReader.read(file, problems);
    if (problems.isCutOff()) {
      throw new InvalidPolicyException(problems.all());
    }
    PolicyCompiler.checkMethods(entries, problems);
    Inheritance inheritance = new Inheritance(entries, problems);
    problems.throwIfErrors();
    Review.review(entries, inheritance, problems);
    Clock clock = Clock.systemUTC();
    Decider decider = new PolicyCompiler(entries, inheritance).compile(clock);
    return new Policy(revision(json), problems.all(), List.copyOf(entries), inheritance, decider, clock);
  }

  /** The same policy, judging the age of authentications ({@code maxAge}) by another clock. */
  public Policy withClock(Clock other) {
    return new Policy(revision, warnings, entries, inheritance, decider.withClock(other), other);
  }

  /** The first 12 hexadecimal digits of the SHA-256 of the file's bytes: the name of this version of the policy. */
  public String revision() {
    return revision;
  }

  /** What is worth a look although the policy is in force, in the order of the file. */
  public List<PolicyProblem> warnings() {
    return warnings;
  }

  /** The keys of the file, in its order. */
  public List<String> keys() {
    return entries.stream().map(KeyEntry::name).toList();
  }

  /** Every location under every key, in the order of the file. */
  public List<Rule> rules() {
    return entries.stream().flatMap(entry -> entry.rules().stream()).toList();
  }

  /** Every location that the file speaks of, each once: those of its rules, and those that are excepted. */
  public List<Location> locations() {
    return PolicyCompiler.locations(entries).stream().distinct().toList();
  }

  /**
   * Decides whether a request may pass. Never throws.
   *
   * <p>A target or method without a single meaning is refused for everyone ({@link RequestTarget}), and so is what no
   * entry names. Otherwise the request is permitted when any key permits it that the caller holds; {@code @public} is
   * held by everyone, {@code @authenticated} by every caller. A key permits what its entries name, inherited ones
   * included, less its exceptions; when one of those entries asks for step-up (RFC 9470), then only to a caller whose
   * authentication meets it, even where another entry of the same key names the request without asking.
   *
   * @param request what is asked for, as nginx received it
   * @param caller the verified caller, or {@code null} for an anonymous one
   */
  public Decision decide(AccessRequest request, Identity caller) {
    return decider.decide(request, caller);
  }

  /**
   * Decides, and tells of every rule what it has to do with the decision. For people; {@link #decide} is for requests.
   *
   * @param request what is asked for
   * @param caller the caller, or {@code null} for an anonymous one
   */
  public Explanation explain(AccessRequest request, Identity caller) {
    Decision decision = decide(request, caller);
    RequestTarget target = RequestTarget.of(request.target());
    boolean oddMethod = !Methods.isMethod(request.method());
    if (oddMethod || target.refusal() != null) {
      return new Explanation(target.path(), oddMethod ? Refusal.ODD_METHOD : target.refusal(), decision, List.of());
    }
    Refusal refusal = decision == Decider.AMBIGUOUS ? Refusal.ENCODED_SLASH : null;
    List<Explanation.Finding> findings = new Explainer(entries, inheritance, clock, request, caller).findings();
    return new Explanation(target.path(), refusal, decision, findings);
  }

  /** The keys whose entries a key has: itself, and those it inherits; empty when the file has no such key. */
  public Set<String> inherited(String key) {
    Map<String, ?> reached = inheritance.reachedBy(key);
    return reached == null ? Set.of() : Collections.unmodifiableSet(reached.keySet());
  }

  private static String revision(byte[] json) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(json);
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
