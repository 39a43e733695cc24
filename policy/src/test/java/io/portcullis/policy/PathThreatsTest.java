package io.portcullis.policy;

import static io.portcullis.policy.Policies.get;
import static io.portcullis.policy.Policies.policy;
import static io.portcullis.policy.Policies.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.portcullis.policy.Decision.Permit;
import io.portcullis.policy.Decision.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The known ways around a gate by the spelling of a path, each tried by a user who may reach everything but the
 * administrators' part: whatever the spelling, the user must not come in, and the gate must not stumble.
 */
class PathThreatsTest {

  private static final Policy POLICY = policy("{'@public': {'locations': ['/', '/public/**']},"
      + " 'user': {'locations': [{'location': '/**', 'except': ['/admin/**']}]},"
      + " 'admin': {'locations': ['/admin/**']}}");
  private static final Caller USER = Caller.with("user");

  private static void assertNotPermitted(String target) {
    assertFalse(POLICY.decide(get(target), USER) instanceof Permit, target);
    assertFalse(POLICY.decide(get(target), null) instanceof Permit, target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/admin/x?", "/admin/x?/public/", "/admin/x?a=/../public/x", "/admin?public", "/admin/?#"})
  void aQueryNeverSatisfiesOrChangesAMatch(String target) {
    assertNotPermitted(target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/public/x?/../../admin/x", "/public/?%2e%2e/admin", "/?;a=b//"})
  void aQueryNeverSpoilsAMatch(String target) {
    assertInstanceOf(Permit.class, POLICY.decide(get(target), null), target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/admin#/public", "/public#/../admin", "/#/admin", "/public/%23/../../admin"})
  void aFragmentNeverSatisfiesAMatch(String target) {
    assertNotPermitted(target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/public%3f/../admin", "/admin%3fx", "/admin%3F/public", "/admin%23", "/admin/%23/x"})
  void anEncodedQueryOrFragmentIsRefused(String target) {
    assertNotPermitted(target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/public/../admin/x", "/public/%2e%2e/admin/x", "/public/.%2E/admin/x", "/./admin/x",
      "/x/../admin", "/%2e/admin", "/public/..", "/../admin", "/public/..;/admin/x"})
  void dotSegmentsAreRefused(String target) {
    assertNotPermitted(target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"//admin/x", "/public//../admin", "///admin", "/x//admin", "//localhost/admin", "/admin//x"})
  void emptySegmentsAreRefused(String target) {
    assertNotPermitted(target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/admin%2fx", "/public%2f..%2fadmin", "/%2fadmin", "/public/..%2fadmin", "/x%2F..%2Fadmin"})
  void encodedSlashesAreRefused(String target) {
    assertNotPermitted(target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/public\\..\\admin", "\\admin", "/public/..\\admin", "/public%5c..%5cadmin", "/x%5C/admin"})
  void backslashesAreRefused(String target) {
    assertNotPermitted(target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/admin%00", "/admin/x%00.png", "/public/x%0d%0aX-A:%20b", "/a\u0000", "/a\r\n", "/\u007fadmin",
      "/%09/admin", "/admin%20", "/%20/admin"})
  void controlCharactersAndOuterBlanksAreRefused(String target) {
    assertNotPermitted(target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/admin;x", "/admin;jsessionid=1/x", "/;/admin", "/public;/../admin", "/admin%3bx/y"})
  void pathParametersAreRefused(String target) {
    assertNotPermitted(target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%c0%afadmin", "/public/%c0%ae%c0%ae/admin", "/%e0%80%afadmin", "/admin%ff", "/\u00c0\u00af"})
  void overlongAndInvalidUtf8IsRefused(String target) {
    assertNotPermitted(target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/public/%252e%252e/admin", "/%2561dmin", "/admin%252fx", "/public%255c", "/%25%36%31dmin"})
  void doubleEncodingIsRefused(String target) {
    assertNotPermitted(target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/admin%", "/%", "/admin%2", "/%zzadmin", "/%u0061dmin", "/admin%-1"})
  void badEscapesAreRefused(String target) {
    assertNotPermitted(target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost/public/x", "https://x/admin", "HTTP://h", "localhost:443", "x:/admin"})
  void absoluteFormIsRefused(String target) {
    assertNotPermitted(target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"admin", "public/x", "*", "?", "@reports", ""})
  void aMissingLeadingSlashIsRefused(String target) {
    assertNotPermitted(target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/admin./x", "/admin.", "/admin../x", "/admin/x..."})
  void aTrailingDotIsRefused(String target) {
    assertNotPermitted(target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/admin", "/admin/", "/%61dmin/x", "/admi%6e", "/admin/%78"})
  void otherSpellingsOfTheSamePathAreTheSamePath(String target) {
    assertEquals(Reason.INSUFFICIENT_ROLE, POLICY.decide(get(target), USER).reason());
    assertInstanceOf(Permit.class, POLICY.decide(get(target), Caller.with("admin")));
  }

  @Test
  void aTrailingSlashIsAnotherPath() {
    Policy exact = policy("{'user': {'locations': ['/protected', '/dir/']}}");
    assertEquals(Reason.NOT_IN_POLICY, exact.decide(get("/protected/"), USER).reason());
    assertEquals(Reason.NOT_IN_POLICY, exact.decide(get("/dir"), USER).reason());
  }

  @Test
  void letterCaseCounts() {
    Policy exact = policy("{'user': {'locations': ['/protected', 'GET /me']}}");
    assertEquals(Reason.NOT_IN_POLICY, exact.decide(get("/Protected"), USER).reason());
    assertEquals(Reason.AMBIGUOUS_REQUEST, exact.decide(request("get", "/me"), USER).reason());
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPTIONS", "HEAD", "TRACE", "CONNECT", "PROPFIND", "X-HTTP-METHOD"})
  void noMethodSkipsTheCheck(String method) {
    assertFalse(POLICY.decide(request(method, "/admin/x"), USER) instanceof Permit);
    assertFalse(POLICY.decide(request(method, "/admin/x"), null) instanceof Permit);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 8191, 8192, 100_000})
  void lengthDoesNotHurt(int length) {
    assertNotPermitted("/admin/" + "a/".repeat(length / 2));
    assertNotPermitted("/admin/" + "%61".repeat(length / 3));
    assertNotPermitted("/" + "../".repeat(length / 3) + "admin");
  }
}
