package io.portcullis.enforcer.decision;

import io.portcullis.enforcer.token.AccessToken;
import io.portcullis.policy.Decision;

/**
 * What is written down of one decision; {@code docs/observability/decision-log.schema.json} describes the line. Making
 * one is all that a check pays: it only holds on to what is there, bounded, and is read on the log's own thread. No token
 * is ever written.
 *
 * @param millis when, in milliseconds of the epoch
 * @param outcome {@code permit}, {@code login}, {@code forbid}, {@code step_up} or {@code unavailable}
 * @param status the HTTP status that nginx was given
 * @param reason the code of why
 * @param method the client's method
 * @param host the client's host
 * @param target the client's raw request target; only its path is written
 * @param decision what the policy said, or {@code null} when it was not asked
 * @param token the caller's verified token, or {@code null}
 * @param refreshed whether the session was refreshed on the way
 * @param policyRevision the revision of the policy that decided
 * @param requestId nginx's {@code $request_id}, or {@code null}
 * @param clientAddress the client's address as nginx saw it, or {@code null}
 */
public record DecisionRecord(long millis, String outcome, int status, String reason, String method, String host,
    String target, Decision decision, AccessToken token, boolean refreshed, String policyRevision, String requestId,
    String clientAddress) implements LogEntry {

  private static final int MAX_TARGET = 1024;
  private static final int MAX_NAME = 256;

  /** Bounds what a client can make long, since very many records may wait. */
  public DecisionRecord {
    method = bounded(method, MAX_NAME);
    host = bounded(host, MAX_NAME);
    target = bounded(target, MAX_TARGET);
    requestId = bounded(requestId, MAX_NAME);
    clientAddress = bounded(clientAddress, MAX_NAME);
  }

  private static String bounded(String text, int most) {
    return text == null || text.length() <= most ? text : text.substring(0, most) + '\u2026';
  }

  @Override
  public boolean expendable() {
    return decision instanceof Decision.Permit;
  }

  @Override
  public void write(LineBuffer line) {
    line.begin();
    line.time("time", millis);
    line.text("type", "decision", 16);
    line.text("outcome", outcome, 32);
    line.number("status", status);
    line.text("reason", reason, 64);
    line.text("method", method, 64);
    line.text("host", host, 256);
    line.text("path", WrittenPath.of(target), 1024);
    if (decision != null) {
      why(line);
    }
    if (token != null) {
      line.text("subject", token.subject(), 256);
      line.text("username", token.preferredUsername(), 256);
      line.text("client", token.clientId(), 192);
      line.text("session", token.sid(), 128);
      line.text("issuer", token.issuer(), 256);
      line.flag("refreshed", refreshed);
    }
    line.text("policy_revision", policyRevision, 32);
    line.text("request_id", requestId, 64);
    line.text("client_ip", clientAddress, 64);
    line.end();
  }

  /** Which entry of the policy settled it: its location, and the key that permits or would permit. */
  private void why(LineBuffer line) {
    line.text("location", decision.location(), 384);
    if (decision instanceof Decision.Permit permit) {
      line.text("role", permit.role(), 192);
    } else if (decision instanceof Decision.Unauthenticated unauthenticated) {
      line.texts("roles_needed", unauthenticated.roles(), 512);
    } else if (decision instanceof Decision.Forbidden forbidden) {
      line.texts("roles_needed", forbidden.roles(), 512);
    }
  }
}
