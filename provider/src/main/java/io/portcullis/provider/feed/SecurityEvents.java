package io.portcullis.provider.feed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;

/**
 * Writes changes in the shape of Security Event Tokens (RFC 8417) with the event types of CAEP and RISC and the subject
 * identifiers of RFC 9493 and Shared Signals 1.0. A standard transmitter signs each; here they come over an
 * authenticated connection from the issuer itself, and in order.
 */
final class SecurityEvents {

    private static final String CAEP = "https://schemas.openid.net/secevent/caep/event-type/";
    private static final String RISC = "https://schemas.openid.net/secevent/risc/event-type/";
    private static final String OAUTH = "https://schemas.openid.net/secevent/oauth/event-type/";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String issuer;
    private final String realm;

    /** @param issuer the realm's issuer identifier as the reader knows it */
    SecurityEvents(String issuer, String realm) {
        this.issuer = issuer;
        this.realm = realm;
    }

    ObjectNode write(Journal.Entry entry) {
        Change change = entry.change();
        ObjectNode set = JSON.objectNode();
        set.put("iss", issuer);
        set.put("jti", entry.id());
        set.put("iat", entry.at() / 1000);
        set.put("toe", BigDecimal.valueOf(entry.at(), 3));
        set.put("node", entry.node());
        set.set("sub_id", subject(change));
        ObjectNode details = JSON.objectNode();
        if (change.kind() == Change.Kind.USER_CREDENTIAL_CHANGED) {
            details.put("change_type", "update");
        }
        if (change.kind() == Change.Kind.CLIENT_NOT_BEFORE || change.kind() == Change.Kind.REALM_NOT_BEFORE) {
            // What ended are only the tokens issued before; 0 takes an earlier not-before back.
            details.put("not_before", change.notBefore());
        }
        set.set("events", JSON.objectNode().set(type(change.kind()), details));
        return set;
    }

    private static String type(Change.Kind kind) {
        return switch (kind) {
            case USER_CHANGED, SESSION_CHANGED, CLIENT_CHANGED, REALM_CHANGED -> CAEP + "token-claims-change";
            case USER_CREDENTIAL_CHANGED -> CAEP + "credential-change";
            case USER_DISABLED -> RISC + "account-disabled";
            case USER_ENABLED -> RISC + "account-enabled";
            case USER_DELETED -> RISC + "account-purged";
            case USER_SESSIONS_ENDED, SESSION_ENDED, CLIENT_ENDED, REALM_ENDED, CLIENT_NOT_BEFORE, REALM_NOT_BEFORE ->
                    CAEP + "session-revoked";
            case TOKEN_REVOKED -> OAUTH + "token-revoked";
        };
    }

    private ObjectNode subject(Change change) {
        return switch (change.kind().subject()) {
            case USER -> JSON.objectNode().put("format", "iss_sub").put("iss", issuer).put("sub", change.id());
            case TOKEN -> JSON.objectNode().put("format", "jwt_id").put("iss", issuer).put("jti", change.id());
            case SESSION -> complex("session", change.id());
            case CLIENT -> complex("application", change.id());
            case REALM -> complex("tenant", realm);
        };
    }

    private static ObjectNode complex(String member, String id) {
        return JSON.objectNode().put("format", "complex")
                .set(member, JSON.objectNode().put("format", "opaque").put("id", id));
    }
}
