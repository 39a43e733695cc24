package io.portcullis.enforcer.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portcullis.enforcer.revocation.Change;
import io.portcullis.enforcer.revocation.Change.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 8417 events with CAEP, RISC and OAuth types, as the Keycloak extension writes them. */
class SecurityEventsTest {

  private static final String USER = "'sub_id':{'format':'iss_sub','iss':'https://id','sub':'u1'}";
  private static final String REALM = "'sub_id':{'format':'complex','tenant':{'format':'opaque','id':'main'}}";

  private static List<Change> read(String set) throws JsonProcessingException {
    return SecurityEvents.read(new ObjectMapper()
        .readTree(("{'jti':'n1.4.0','iat':1800000000,'toe':1800000000.250,'node':'n1'," + set + "}").replace('\'', '"')));
  }

  private static Change one(String set) throws JsonProcessingException {
    List<Change> changes = read(set);
    assertEquals(1, changes.size());
    return changes.get(0);
  }

  private static String event(String type) {
    return event(type, "");
  }

  private static String event(String type, String details) {
    return ",'events':{'https://schemas.openid.net/secevent/" + type + "':{" + details + "}}";
  }

  @ParameterizedTest
  @CsvSource({"caep/event-type/token-claims-change,SUBJECT_CHANGED", "caep/event-type/credential-change,SUBJECT_CHANGED",
      "risc/event-type/account-disabled,SUBJECT_DISABLED", "risc/event-type/account-enabled,SUBJECT_ENABLED",
      "risc/event-type/account-purged,SUBJECT_DELETED", "caep/event-type/session-revoked,SUBJECT_SESSIONS_ENDED",
      "caep/event-type/something-new,SUBJECT_CHANGED"})
  void eventsOfAUser(String type, Kind kind) throws Exception {
    assertEquals(new Change(kind, "u1", 1_800_000_000_250L, "n1", 0), one(USER + event(type)));
  }

  @Test
  void theEndOfASession() throws Exception {
    assertEquals(new Change(Kind.SESSION_ENDED, "s1", 1_800_000_000_250L, "n1", 0),
        one("'sub_id':{'format':'complex','session':{'format':'opaque','id':'s1'}}"
            + event("caep/event-type/session-revoked")));
  }

  @Test
  void aRevokedToken() throws Exception {
    assertEquals(new Change(Kind.TOKEN_REVOKED, "t1", 1_800_000_000_250L, "n1", 0),
        one("'sub_id':{'format':'jwt_id','iss':'https://id','jti':'t1'}" + event("oauth/event-type/token-revoked")));
  }

  @Test
  void theEndOfAllSessions() throws Exception {
    assertEquals(Kind.REALM_ENDED, one(REALM + event("caep/event-type/session-revoked")).kind());
  }

  @Test
  void aNotBeforeIsNotTheEndOfAllSessionsEvenWhenItIsTakenBack() throws Exception {
    Change change = one(REALM + event("caep/event-type/session-revoked", "'not_before':0"));
    assertEquals(Kind.REALM_NOT_BEFORE, change.kind());
    assertEquals(0, change.notBefore());
  }

  @Test
  void anEventOfAClient() throws Exception {
    assertEquals(new Change(Kind.CLIENT_NOT_BEFORE, "shop", 1_800_000_000_250L, "n1", 5),
        one("'sub_id':{'format':'complex','application':{'format':'opaque','id':'shop'}}"
            + event("caep/event-type/session-revoked", "'not_before':5")));
  }

  /** A newer extension may tell of revocations that this gate has no word for. */
  @Test
  void whatIsNotUnderstoodConcernsEverything() throws Exception {
    assertEquals(Kind.REALM_CHANGED, one("'sub_id':{'format':'did','url':'did:x'}" + event("caep/new")).kind());
    assertEquals(Kind.REALM_CHANGED, one("'sub_id':{}").kind());
    assertEquals(Kind.REALM_CHANGED, one(REALM + event("caep/event-type/token-claims-change")).kind());
  }

  @Test
  void withoutATimeOfEventTheWholeSecondOfItsIssueCounts() throws Exception {
    Change change = SecurityEvents.read(new ObjectMapper().readTree(
        ("{'iat':1800000000," + USER + event("caep/event-type/token-claims-change") + "}").replace('\'', '"'))).get(0);
    assertEquals(1_800_000_001_000L, change.at());
  }
}
