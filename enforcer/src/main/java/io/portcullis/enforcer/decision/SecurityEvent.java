package io.portcullis.enforcer.decision;

import java.util.Map;

/**
 * What repeated itself from one address within one window: one line for all of it.
 *
 * @param millis when the window ended, in milliseconds of the epoch
 * @param kind what it was
 * @param client the address; of IPv6 the network of 64 bits that one subscriber has; {@code null} when unknown
 * @param count how often
 * @param folded how many decisions were left out of the log for this line
 * @param firstMillis when the first was
 * @param lastMillis when the last was
 * @param reasons how often for each code of why
 * @param requestId nginx's {@code $request_id} of the last, or {@code null}
 */
public record SecurityEvent(long millis, Incidents.Kind kind, String client, long count, long folded, long firstMillis,
    long lastMillis, Map<String, Long> reasons, String requestId) implements LogEntry {

  @Override
  public boolean expendable() {
    return false;
  }

  @Override
  public void write(LineBuffer line) {
    line.begin();
    line.time("time", millis);
    line.text("type", "security_event", 16);
    line.text("event", kind.code(), 32);
    line.text("client_ip", client, 64);
    line.number("count", count);
    line.number("decisions_folded", folded);
    line.time("first", firstMillis);
    line.time("last", lastMillis);
    line.beginObject("reasons");
    reasons.forEach(line::number);
    line.endObject();
    line.text("request_id", requestId, 64);
    line.end();
  }
}
