package io.portcullis.enforcer.feed;

import com.fasterxml.jackson.databind.JsonNode;
import io.portcullis.enforcer.revocation.Change;
import io.portcullis.enforcer.revocation.Change.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Reads changes from security events (RFC 8417): event types of CAEP and RISC, subjects as in RFC 9493 and Shared
 * Signals 1.0. What it does not know is taken for a change of everything: a newer Keycloak extension may say things that
 * this gate has not heard of, and they may be revocations.
 */
final class SecurityEvents {

  private SecurityEvents() {}

  /** The changes that one event stands for; at least one. */
  static List<Change> read(JsonNode set) {
    long at = millis(set);
    String node = set.path("node").textValue();
    JsonNode subject = set.path("sub_id");
    List<Change> changes = new ArrayList<>();
    for (Iterator<String> types = set.path("events").fieldNames(); types.hasNext();) {
      String type = types.next();
      changes.add(change(type.substring(type.lastIndexOf('/') + 1), subject, set.path("events").path(type), at, node));
    }
    return changes.isEmpty() ? List.of(everything(at, node)) : changes;
  }

  private static Change change(String type, JsonNode subject, JsonNode details, long at, String node) {
    String user = text(subject, "iss_sub", "sub");
    String token = text(subject, "jwt_id", "jti");
    String session = subject.path("session").path("id").textValue();
    String client = subject.path("application").path("id").textValue();
    boolean notBefore = details.has("not_before");
    Kind kind = null;
    String id = user;
    if (token != null) {
      kind = Kind.TOKEN_REVOKED;
      id = token;
    } else if (session != null) {
      kind = type.equals("session-revoked") ? Kind.SESSION_ENDED : Kind.SESSION_CHANGED;
      id = session;
    } else if (client != null) {
      kind = notBefore ? Kind.CLIENT_NOT_BEFORE
          : type.equals("session-revoked") ? Kind.CLIENT_ENDED : Kind.CLIENT_CHANGED;
      id = client;
    } else if (user != null) {
      kind = ofUser(type);
    } else if (subject.has("tenant") && type.equals("session-revoked")) {
      kind = notBefore ? Kind.REALM_NOT_BEFORE : Kind.REALM_ENDED;
    }
    return kind == null ? everything(at, node)
        : new Change(kind, kind.subject() == Change.Subject.REALM ? null : id, at, node,
            notBefore ? details.path("not_before").asLong() : 0);
  }

  private static Kind ofUser(String type) {
    return switch (type) {
      case "account-disabled" -> Kind.SUBJECT_DISABLED;
      case "account-enabled" -> Kind.SUBJECT_ENABLED;
      case "account-purged" -> Kind.SUBJECT_DELETED;
      case "session-revoked" -> Kind.SUBJECT_SESSIONS_ENDED;
      default -> Kind.SUBJECT_CHANGED;
    };
  }

  private static Change everything(long at, String node) {
    return new Change(Kind.REALM_CHANGED, null, at, node, 0);
  }

  private static String text(JsonNode subject, String format, String member) {
    return subject.path("format").asText().equals(format) ? subject.path(member).textValue() : null;
  }

  /** {@code toe} is a NumericDate, with a fraction here; {@code iat} has whole seconds and is rounded up. */
  private static long millis(JsonNode set) {
    return set.path("toe").isNumber() ? set.path("toe").decimalValue().multiply(BigDecimal.valueOf(1000)).longValue()
        : (set.path("iat").asLong() + 1) * 1000;
  }
}
