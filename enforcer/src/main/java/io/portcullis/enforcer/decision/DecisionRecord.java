package io.portcullis.enforcer.decision;

import java.time.Instant;
import java.util.Set;

/**
 * What is written down of one decision. No token is ever part of it.
 *
 * @param outcome {@code permit}, {@code login}, {@code forbid}, {@code step_up} or {@code unavailable}
 * @param status the HTTP status that nginx was given
 * @param reason the code of why
 * @param method the client's method
 * @param host the client's host
 * @param target the client's raw request target; only its path is written
 * @param location the policy's location that settled it, or {@code null}
 * @param rolesNeeded the policy keys that would permit it, or the one that did
 * @param subject the caller's {@code sub}, or {@code null}
 * @param session the caller's {@code sid}, or {@code null}
 * @param refreshed whether the session was refreshed on the way
 * @param policyRevision the revision of the policy that decided
 * @param requestId nginx's {@code $request_id}, or {@code null}
 * @param clientAddress the client's address as nginx saw it, or {@code null}
 */
public record DecisionRecord(Instant time, String outcome, int status, String reason, String method, String host,
    String target, String location, Set<String> rolesNeeded, String subject, String session, boolean refreshed,
    String policyRevision, String requestId, String clientAddress) {}
