package io.portcullis.policy;

import io.portcullis.policy.Decision.Forbidden;
import io.portcullis.policy.Decision.Permit;
import io.portcullis.policy.Decision.Reason;
import io.portcullis.policy.Decision.StepUp;
import io.portcullis.policy.Decision.Unauthenticated;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides one request. Permissions add up over the keys that a caller holds; within one key, exceptions and step-up
 * take away:
 *
 * <ul>
 *   <li>A key permits what any of its entries names, its inherited entries included, less what is excepted.
 *   <li>When any entry of the key that names the request asks for step-up, the key permits it to a caller who meets
 *       all those requirements only, also where a wider entry of the same key asks for none. So
 *       {@code /admin/keys/**} with {@code acr} bites beside {@code /admin/**} without.
 *   <li>Another key of the caller that permits the request on its own permits it.
 * </ul>
 *
 * <p>INVARIANT: a Permit leaves this class only for a key the caller holds, with a grant of that key whose
 * location, methods and exceptions were all tried against this very request.
 */
final class Decider {

  static final Forbidden AMBIGUOUS = new Forbidden(Reason.AMBIGUOUS_REQUEST, null, Set.of());
  static final Forbidden NOT_IN_POLICY = new Forbidden(Reason.NOT_IN_POLICY, null, Set.of());

  private static final Question<Void, Key> HELD = (first, path, end, method, request, caller, nothing) -> {
    for (Grant grant = first; grant != null; grant = grant.next()) {
      for (Key holder : grant.terms.holders()) {
        if (holder.isHeldBy(caller) && grant.applies(path, end, method, request, caller)) {
          return holder;
        }
      }
    }
    return null;
  };

  private final LocationIndex index;
  private final EncodedSlashes encodedSlashes;
  private final Methods methods;
  private final boolean asksForStepUp;
  private final Clock clock;
  private final Question<Void, Decision> permits = new Permits(false);
  private final Question<Void, Decision> decides = new Permits(true);
  private final Question<Key, Rule> unmet = this::unmet;

  Decider(LocationIndex index, EncodedSlashes encodedSlashes, Methods methods, boolean asksForStepUp, Clock clock) {
    this.index = index;
    this.encodedSlashes = encodedSlashes;
    this.methods = methods;
    this.asksForStepUp = asksForStepUp;
    this.clock = clock;
  }

  Decider withClock(Clock other) {
    return new Decider(index, encodedSlashes, methods, asksForStepUp, other);
  }

  Decision decide(AccessRequest request, Identity caller) {
    long method = request == null ? 0 : methods.bit(request.method());
    if (method == 0) {
      return AMBIGUOUS;
    }
    int end = QuickReading.end(request.target());
    if (end > 0) {
      return decide(index, request.target(), end, method, request, caller);
    }
    RequestTarget target = RequestTarget.of(request.target());
    if (target.refusal() != null) {
      return AMBIGUOUS;
    }
    String path = LocationTable.walkable(target.path());
    return target.hasEncodedSlash()
        ? decideEncodedSlash(target, method, request, caller)
        : decide(index, path, path.length(), method, request, caller);
  }

  /**
   * nginx reads an encoded slash as a slash, and the upstream may read a part of the segment. The location that allows
   * it must permit the second reading, and nothing that the policy says of the first may stand against it.
   */
  private Decision decideEncodedSlash(RequestTarget target, long method, AccessRequest request, Identity caller) {
    String segmented = LocationTable.walkable(target.segmented());
    Decision inSegment =
        decide(encodedSlashes.allowed(), segmented, segmented.length(), method, request, caller);
    if (inSegment == NOT_IN_POLICY) {
      return AMBIGUOUS;
    }
    String path = LocationTable.walkable(target.path());
    boolean said = inSegment instanceof Permit && encodedSlashes.isSpokenOf(path, request, caller);
    return said ? decide(index, path, path.length(), method, request, caller) : inSegment;
  }

  private Decision decide(LocationIndex locations, String path, int end, long method, AccessRequest request,
      Identity caller) {
    Decision decision = locations.first(path, end, method, request, caller, null,
        locations.isByPathOnly(request) ? decides : permits);
    return decision != null ? decision : refuse(locations, path, end, method, request, caller);
  }

  /** Asks for a permit, or also for the refusal of a location beside which no other can have a say. */
  private final class Permits implements Question<Void, Decision> {
    private final boolean orRefusal;

    Permits(boolean orRefusal) {
      this.orRefusal = orRefusal;
    }

    /** The walk is over with a refusal, as after a permit. */
    @Override
    public Decision askTerms(Terms terms, boolean only, LocationTable table, int grant, String path, int end, long method,
        AccessRequest request, Identity caller, Void nothing) {
      if (!terms.apply(path, end, method, request, caller)) {
        return null;
      }
      Key holder = permitted(terms, path, end, method, request, caller);
      if (holder != null) {
        return holder.reason == terms.reason() ? table.permit(grant) : null;
      }
      boolean stepUp = asksForStepUp && terms.isHeldBy(caller);
      return orRefusal && only && !stepUp ? table.refusal(grant, caller) : null;
    }

    @Override
    public Decision ask(Grant first, String path, int end, long method, AccessRequest request, Identity caller,
        Void nothing) {
      for (Grant grant = first; grant != null; grant = grant.next()) {
        if (grant.applies(path, end, method, request, caller)) {
          Key holder = permitted(grant.terms, path, end, method, request, caller);
          if (holder != null) {
            return grant.permit(holder);
          }
        }
      }
      return null;
    }
  }

  /** The key of the caller to which a rule permits the request on these terms, which apply; {@code null} for none. */
  private Key permitted(Terms terms, String path, int end, long method, AccessRequest request, Identity caller) {
    for (Key holder : terms.holders()) {
      if (holder.isHeldBy(caller) && (!holder.asksForStepUp
          || index.first(path, end, method, request, caller, holder, unmet) == null)) {
        return holder;
      }
    }
    return null;
  }

  /** A rule of the key that names the request and asks for more than the caller's authentication is. */
  private Rule unmet(Grant first, String path, int end, long method, AccessRequest request, Identity caller,
      Key key) {
    for (Grant grant = first; grant != null; grant = grant.next()) {
      if (grant.rule.asksForStepUp() && grant.terms.areFor(key) && grant.applies(path, end, method, request, caller)
          && !StepUpRequirement.isMet(grant.rule, caller, clock)) {
        return grant.rule;
      }
    }
    return null;
  }

  private Decision refuse(LocationIndex locations, String path, int end, long method, AccessRequest request,
      Identity caller) {
    Grant named = locations.first(path, end, method, request, caller, null, Named.ANY);
    if (named == null) {
      return NOT_IN_POLICY;
    }
    Key held = caller == null || !asksForStepUp
        ? null : locations.first(path, end, method, request, caller, null, HELD);
    if (held != null) {
      // The caller holds a key that names the request: nothing but step-up can have refused it.
      Gather own = new Gather(false);
      index.first(path, end, method, request, caller, null, own);
      return stepUp(own.grants, held);
    }
    if (locations.first(path, end, method, request, caller, named, Named.ANY) == null) {
      return named.refusal(caller);
    }
    Gather all = new Gather(true);
    locations.first(path, end, method, request, caller, null, all);
    Set<String> roles = new LinkedHashSet<>();
    for (Grant grant : all.grants) {
      for (Key holder : grant.terms.holders()) {
        roles.add(holder.name);
      }
    }
    String location = named.rule.location().text();
    Set<String> keys = Collections.unmodifiableSet(roles);
    return caller == null
        ? new Unauthenticated(Reason.NO_IDENTITY, location, keys)
        : new Forbidden(Reason.INSUFFICIENT_ROLE, location, keys);
  }

  private StepUp stepUp(List<Grant> grants, Key key) {
    StepUpRequirement all = StepUpRequirement.NONE;
    String location = null;
    for (Grant grant : grants) {
      if (grant.rule.asksForStepUp() && grant.terms.areFor(key)) {
        all = all.and(grant.rule);
        location = location == null ? grant.rule.location().text() : location;
      }
    }
    return new StepUp(Reason.STEP_UP, location, all.acr(), all.maxAge());
  }

  /** The first grant that applies, other than the one that is known already. */
  private enum Named implements Question<Grant, Grant> {
    ANY;

    @Override
    public Grant ask(Grant first, String path, int end, long method, AccessRequest request, Identity caller,
        Grant known) {
      for (Grant grant = first; grant != null; grant = grant.next()) {
        if (grant != known && grant.applies(path, end, method, request, caller)) {
          return grant;
        }
      }
      return null;
    }

    @Override
    public boolean anyClaim() {
      return true;
    }
  }

  /** Gathers every grant that applies, for a refusal that several have a part in. */
  private static final class Gather implements Question<Void, Boolean> {
    private final List<Grant> grants = new ArrayList<>(4);
    private final boolean anyClaim;

    Gather(boolean anyClaim) {
      this.anyClaim = anyClaim;
    }

    @Override
    public Boolean ask(Grant first, String path, int end, long method, AccessRequest request, Identity caller,
        Void nothing) {
      for (Grant grant = first; grant != null; grant = grant.next()) {
        if (grant.applies(path, end, method, request, caller)) {
          grants.add(grant);
        }
      }
      return null;
    }

    @Override
    public boolean anyClaim() {
      return anyClaim;
    }
  }
}
