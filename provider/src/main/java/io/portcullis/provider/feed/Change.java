package io.portcullis.provider.feed;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Something that makes older tokens outdated or void.
 *
 * @param realm     the realm's internal id, or {@link #EVERY_REALM}
 * @param kind      what happened
 * @param id        whom or what it concerns: the id of a user, session or token, or a client's {@code clientId};
 *                  {@code null} when it concerns the whole realm
 * @param notBefore for a not-before: epoch seconds, tokens issued earlier are void; else 0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
record Change(String realm, Kind kind, String id, long notBefore) {

    static final String EVERY_REALM = "*";

    /** What happened, and to what sort of thing. */
    enum Kind {
        USER_CHANGED(Subject.USER),
        USER_CREDENTIAL_CHANGED(Subject.USER),
        USER_DISABLED(Subject.USER),
        USER_ENABLED(Subject.USER),
        USER_DELETED(Subject.USER),
        USER_SESSIONS_ENDED(Subject.USER),
        SESSION_CHANGED(Subject.SESSION),
        SESSION_ENDED(Subject.SESSION),
        TOKEN_REVOKED(Subject.TOKEN),
        CLIENT_CHANGED(Subject.CLIENT),
        CLIENT_ENDED(Subject.CLIENT),
        CLIENT_NOT_BEFORE(Subject.CLIENT),
        REALM_CHANGED(Subject.REALM),
        REALM_ENDED(Subject.REALM),
        REALM_NOT_BEFORE(Subject.REALM);

        private final Subject subject;

        Kind(Subject subject) {
            this.subject = subject;
        }

        Subject subject() {
            return subject;
        }
    }

    /** The sort of thing that a change concerns. */
    enum Subject { USER, SESSION, TOKEN, CLIENT, REALM }

    static Change of(String realm, Kind kind, String id) {
        return new Change(realm, kind, id, 0);
    }

    /** Every token of the realm may be outdated. */
    static Change ofRealm(String realm) {
        return new Change(realm, Kind.REALM_CHANGED, null, 0);
    }
}
