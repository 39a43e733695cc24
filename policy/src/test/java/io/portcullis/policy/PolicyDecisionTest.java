package io.portcullis.policy;

import static io.portcullis.policy.Policies.example;
import static io.portcullis.policy.Policies.get;
import static io.portcullis.policy.Policies.policy;
import static io.portcullis.policy.Policies.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.portcullis.policy.Decision.Forbidden;
import io.portcullis.policy.Decision.Permit;
import io.portcullis.policy.Decision.Reason;
import io.portcullis.policy.Decision.StepUp;
import io.portcullis.policy.Decision.Unauthenticated;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyDecisionTest {

  private static final Policy PLAIN = policy("{'moderator': {'locations': ['/protected']}}");

  @Test
  void thePlainFormPermitsTheRoleItsLocation() {
    assertEquals(new Permit(Reason.ROLE, "/protected", "moderator"),
        PLAIN.decide(get("/protected"), Caller.with("moderator")));
  }

  @Test
  void anAnonymousCallerOfANamedLocationMaySignIn() {
    assertEquals(new Unauthenticated(Reason.NO_IDENTITY, "/protected", Set.of("moderator")),
        PLAIN.decide(get("/protected"), null));
  }

  @Test
  void aCallerWithoutTheRoleIsForbidden() {
    assertEquals(new Forbidden(Reason.INSUFFICIENT_ROLE, "/protected", Set.of("moderator")),
        PLAIN.decide(get("/protected"), Caller.with("user")));
  }

  @Test
  void whatNoEntryNamesIsForbiddenForEveryone() {
    Forbidden expected = new Forbidden(Reason.NOT_IN_POLICY, null, Set.of());
    assertEquals(expected, PLAIN.decide(get("/other"), Caller.with("moderator")));
    assertEquals(expected, PLAIN.decide(get("/other"), null));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "get", "Get", "GET ", "G\u00c9T", "GET\r\n", "{}"})
  void anOddMethodIsRefused(String method) {
    assertEquals(new Forbidden(Reason.AMBIGUOUS_REQUEST, null, Set.of()),
        PLAIN.decide(request(method, "/protected"), Caller.with("moderator")));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "protected", "//protected", "/x/../protected", "/protected;x", "http://h/protected"})
  void anOddTargetIsRefused(String target) {
    assertEquals(new Forbidden(Reason.AMBIGUOUS_REQUEST, null, Set.of()),
        PLAIN.decide(get(target), Caller.with("moderator")));
  }

  @Test
  void aMissingRequestIsRefused() {
    assertEquals(Reason.AMBIGUOUS_REQUEST, PLAIN.decide(null, null).reason());
  }

  @ParameterizedTest
  @CsvSource(nullValues = "-", value = {
    "-, GET /, PUBLIC",
    "-, GET /assets/app.js, PUBLIC",
    "-, GET /assets, PUBLIC",
    "-, GET /me, NO_IDENTITY",
    "guest, GET /me, AUTHENTICATED",
    "guest, HEAD /me, AUTHENTICATED",
    "guest, POST /me, NOT_IN_POLICY",
    "guest, GET /users/guest/x, AUTHENTICATED",
    "guest, GET /users/admin/x, INSUFFICIENT_ROLE",
    "-, GET /users/admin/x, NO_IDENTITY",
    "guest, GET /articles/1, INSUFFICIENT_ROLE",
    "user, GET /articles/1, ROLE",
    "user, DELETE /articles/1, INSUFFICIENT_ROLE",
    "user, GET /protected, INSUFFICIENT_ROLE",
    "moderator, GET /protected, ROLE",
    "moderator, GET /protected/, NOT_IN_POLICY",
    "moderator, GET /articles/1/2, ROLE",
    "moderator, DELETE /articles/1, ROLE",
    "moderator, DELETE /articles/1/2, NOT_IN_POLICY",
    "moderator, DELETE /articles/, NOT_IN_POLICY",
    "moderator, GET /admin/x, INSUFFICIENT_ROLE",
    "admin, GET /admin/x, ROLE",
    "admin, PURGE /admin/x, ROLE",
    "admin, GET /protected, ROLE",
    "admin, GET /admin/keys/1, STEP_UP",
    "moderator, GET /admin/keys/1, INSUFFICIENT_ROLE",
    "admin, GET /nowhere, NOT_IN_POLICY",
  })
  void theExamplePolicySaysWhatItSays(String role, String request, Reason reason) {
    Caller caller = role == null ? null : Caller.with(role).named(role);
    String[] words = request.split(" ");
    assertEquals(reason, example().decide(request(words[0], words[1]), caller).reason());
  }

  @Test
  void aNamedLocationIsMatchedByItsNameOnly() {
    AccessRequest named = new AccessRequest("GET", "localhost", "/x/y.pdf", "reports");
    assertInstanceOf(Permit.class, example().decide(named, Caller.with("admin")));
    assertInstanceOf(Unauthenticated.class, example().decide(named, null));
    assertEquals(Reason.NOT_IN_POLICY, example().decide(get("/@reports"), Caller.with("admin")).reason());
    assertEquals(Reason.NOT_IN_POLICY,
        example().decide(new AccessRequest("GET", null, "/x", "@reports"), Caller.with("admin")).reason());
  }

  @Test
  void aHostEntryMatchesItsHostOnlyWhateverTheLetterCase() {
    Policy policy = policy("{'orders-api:editor': {'locations': ['Orders.example.com/orders/**']}}");
    Caller editor = Caller.with("orders-api:editor");
    assertInstanceOf(Permit.class, policy.decide(new AccessRequest("GET", "orders.example.com", "/orders/1", null), editor));
    assertInstanceOf(Permit.class, policy.decide(new AccessRequest("GET", "ORDERS.example.com", "/orders/1", null), editor));
    assertInstanceOf(Forbidden.class, policy.decide(new AccessRequest("GET", "example.com", "/orders/1", null), editor));
    assertInstanceOf(Forbidden.class, policy.decide(new AccessRequest("GET", null, "/orders/1", null), editor));
  }

  @ParameterizedTest
  @CsvSource({"'', /u/", "a/b, /u/a/b", "'.', /u/.", "'..', /u/..", "alice, /u/Alice", "alice, /u/alice2", "al, /u/alice"})
  void aClaimThatIsNotExactlyTheSegmentNeverMatches(String claim, String target) {
    Policy policy = policy("{'@authenticated': {'locations': ['/u/{token.sub}']}}");
    assertInstanceOf(Forbidden.class, policy.decide(get(target), Caller.with().claiming("sub", claim)));
  }

  @Test
  void aStepUpEntryBitesBesideAWiderEntryOfTheSameKey() {
    Policy policy = example().withClock(Clock.fixed(Instant.ofEpochSecond(10_000), ZoneOffset.UTC));
    Caller admin = Caller.with("admin");
    StepUp expected = new StepUp(Reason.STEP_UP, "/admin/keys/**", "2", 300);
    assertEquals(expected, policy.decide(get("/admin/keys/1"), admin));
    assertEquals(expected, policy.decide(get("/admin/keys/1"), admin.authenticated("1", 9_900)));
    assertEquals(expected, policy.decide(get("/admin/keys/1"), admin.authenticated("2", 9_699)));
    assertEquals(expected, policy.decide(get("/admin/keys/1"), admin.authenticated("2", 0)));
    assertEquals(expected, policy.decide(get("/admin/keys/1"), admin.authenticated("2", 10_061)));
    assertInstanceOf(Permit.class, policy.decide(get("/admin/keys/1"), admin.authenticated("2", 9_700)));
    assertInstanceOf(Permit.class, policy.decide(get("/admin/keys/1"), admin.authenticated("3", 9_990)));
  }

  @Test
  void anotherRoleThatPermitsWithoutStepUpPermits() {
    Policy policy = policy("{'admin': {'locations': ['/a/**', {'location': '/a/k', 'acr': 'gold'}]},"
        + " 'auditor': {'locations': ['/a/k']}}");
    assertInstanceOf(StepUp.class, policy.decide(get("/a/k"), Caller.with("admin")));
    assertInstanceOf(Permit.class, policy.decide(get("/a/k"), Caller.with("admin", "auditor")));
  }

  @Test
  void aKeyThatInheritsStepUpHasItToo() {
    Policy policy = policy("{'admin': {'locations': [{'location': '/a/k', 'acr': 'gold'}]},"
        + " 'root': {'inherits': ['admin'], 'locations': ['/**']}}");
    assertInstanceOf(StepUp.class, policy.decide(get("/a/k"), Caller.with("root")));
    assertInstanceOf(Permit.class, policy.decide(get("/a/x"), Caller.with("root")));
  }

  @Test
  void anExceptionTakesALocationOutOfOneEntry() {
    Policy policy = policy("{'user': {'locations': [{'location': '/a/**', 'except': ['/a/k/**', 'DELETE /a/*']}, '/a/k/open']}}");
    Caller user = Caller.with("user");
    assertInstanceOf(Permit.class, policy.decide(get("/a/x"), user));
    assertEquals(Reason.NOT_IN_POLICY, policy.decide(get("/a/k"), user).reason());
    assertEquals(Reason.NOT_IN_POLICY, policy.decide(get("/a/k/x"), user).reason());
    assertEquals(Reason.NOT_IN_POLICY, policy.decide(request("DELETE", "/a/x"), user).reason());
    assertInstanceOf(Permit.class, policy.decide(get("/a/k/open"), user));
    assertEquals(Reason.NOT_IN_POLICY, policy.decide(get("/a/k/x"), null).reason());
  }

  @Test
  void theExceptionOfAKeyTakesAwayWhatItInheritsAndOnlyFromThatKey() {
    Policy policy = policy("{'moderator': {'locations': ['/m/**']},"
        + " 'trainee': {'inherits': ['moderator'], 'except': ['/m/secret']},"
        + " 'senior': {'inherits': ['trainee']}}");
    assertInstanceOf(Permit.class, policy.decide(get("/m/secret"), Caller.with("moderator")));
    assertInstanceOf(Permit.class, policy.decide(get("/m/x"), Caller.with("senior")));
    assertEquals(Reason.INSUFFICIENT_ROLE, policy.decide(get("/m/secret"), Caller.with("trainee")).reason());
    assertEquals(new Forbidden(Reason.INSUFFICIENT_ROLE, "/m/**", Set.of("moderator")),
        policy.decide(get("/m/secret"), Caller.with("senior")));
  }

  @Test
  void anEncodedSlashIsRefusedUnlessALocationAllowsIt() {
    Policy closed = policy("{'user': {'locations': ['/files/**']}}");
    Policy open = policy("{'user': {'locations': [{'location': '/files/*', 'encodedSlashes': true}]}}");
    assertEquals(Reason.AMBIGUOUS_REQUEST, closed.decide(get("/files/a%2Fb"), Caller.with("user")).reason());
    assertInstanceOf(Permit.class, open.decide(get("/files/a%2Fb"), Caller.with("user")));
    assertEquals(Reason.NOT_IN_POLICY, open.decide(get("/files/a/b"), Caller.with("user")).reason());
    assertEquals(Reason.AMBIGUOUS_REQUEST, open.decide(get("/files/..%2Fb"), Caller.with("user")).reason());
  }

  @Test
  void anEncodedSlashReachesNothingThatAnotherEntryGuards() {
    Policy policy = policy("{'user': {'locations': [{'location': '/files/**', 'encodedSlashes': true, 'except': ['/files/x/**']}]},"
        + " 'admin': {'locations': ['/files/admin/**']}}");
    assertInstanceOf(Permit.class, policy.decide(get("/files/a%2Fb"), Caller.with("user")));
    assertInstanceOf(Forbidden.class, policy.decide(get("/files/x%2Fb"), Caller.with("user")));
    Policy strict = policy("{'user': {'locations': [{'location': '/files/*', 'encodedSlashes': true}]},"
        + " 'admin': {'locations': ['/files/admin/**']}}");
    assertInstanceOf(Forbidden.class, strict.decide(get("/files/admin%2Fb"), Caller.with("user")));
    assertInstanceOf(Permit.class, strict.decide(get("/files/b%2Fb"), Caller.with("user")));
  }

  @Test
  void theRevisionIsTheStartOfTheFilesHash() {
    assertEquals("44136fa355b3", policy("{}").revision());
  }
}
