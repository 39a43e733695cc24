package io.portcullis.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.portcullis.cli.admin.Installation;
import io.portcullis.cli.admin.Web;
import io.portcullis.policy.Policy;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChecksTest {

    private static Site site(Duration keycloakAhead, Duration enforcerAhead) {
        return new Site(Installation.of(Map.of()), null, URI.create("http://localhost"), Path.of("policy.json"),
                Optional.empty(), Optional.empty(),
                new EnforcerView(URI.create("http://localhost"), MissingNode.getInstance(), "",
                        Optional.ofNullable(enforcerAhead)),
                Optional.empty(), Optional.empty(),
                Optional.ofNullable(keycloakAhead).map(ahead -> new ServiceToken("", NullNode.getInstance(), ahead)),
                Clock.systemUTC());
    }

    @ParameterizedTest(name = "Keycloak {0} s ahead, enforcer {1} s ahead: {2} because of {3}")
    @CsvSource({"0,0,OK,", "0,4,OK,", "0,-300,DANGER,the enforcer", "300,0,DANGER,Keycloak", "0,10,WARNING,the enforcer"})
    void clocksAreComparedAndTheGuiltyOneIsNamed(long keycloak, long enforcer, Severity severity, String guilty) {
        Findings findings = new Findings("clocks");
        new ClockCheck().examine(site(Duration.ofSeconds(keycloak), Duration.ofSeconds(enforcer)), findings);
        assertEquals(severity, findings.all().get(0).severity());
        assertTrue(guilty == null || findings.all().get(0).mend().contains("machine of " + guilty));
    }

    @Test
    void withoutATokenTheClocksAreSkippedAndNotCalledWell() {
        Findings findings = new Findings("clocks");
        new ClockCheck().examine(site(null, Duration.ZERO), findings);
        assertEquals(Severity.SKIPPED, findings.all().get(0).severity());
    }

    @Test
    void tokensTimeInWholeSecondsIsNoSkew() {
        Instant before = Instant.ofEpochMilli(10_900);
        Instant after = Instant.ofEpochMilli(12_100);
        assertEquals(Duration.ZERO, ServiceToken.ahead(10, before, after));
        assertEquals(Duration.ZERO, ServiceToken.ahead(12, before, after));
        assertEquals(Duration.ofSeconds(-3), ServiceToken.ahead(7, before, after));
        assertEquals(Duration.ofSeconds(5), ServiceToken.ahead(17, before, after));
    }

    @Test
    void enforcersClockIsReadFromItsMetrics() {
        assertEquals(Optional.of(Instant.ofEpochSecond(1_795_333_100)), EnforcerView.clockOf("""
                # HELP process_start_time_seconds x
                process_start_time_seconds 1.79533309E9
                process_uptime_seconds 10.0
                """));
        assertEquals(Optional.empty(), EnforcerView.clockOf(""));
    }

    @Test
    void onlyWhatThePolicyKeepsFromStrangersIsProbed() throws Exception {
        Policy policy = Policy.parse("policy.json", """
                {"@public": {"locations": ["/", "/open/**"]}, "user": {"locations": ["/a b", "/open/x", "@named"]},
                 "admin": {"locations": ["DELETE /admin/*/x", "/files/**"]}}""".getBytes());
        List<String> targets = Probe.of(policy).stream().map(Probe::target).toList();
        assertEquals(List.of("/a%20b", "/admin/portcullis-doctor/x", "/files/portcullis-doctor", "/files"), targets);
    }

    @ParameterizedTest
    @CsvSource({
        "401,'',,REFUSED", "403,'',,REFUSED", "302,'',/oauth2/start?rd=%2F,REFUSED", "302,'',/elsewhere,PASSED",
        "503,'{\"error\":\"temporarily_unavailable\"}',,UNDECIDED", "500,'',,UNDECIDED", "503,busy,,PASSED",
        "200,'',,PASSED", "404,'',,PASSED", "405,'',,PASSED", "502,'',,PASSED"
    })
    void whatGoesPastTheGateIsToldFromWhatIsRefused(int status, String body, String location, Probe.Outcome outcome) {
        HttpHeaders headers = HttpHeaders.of(
                location == null ? Map.of() : Map.of("Location", List.of(location)), (name, value) -> true);
        assertEquals(outcome, Probe.outcome(new Web.Answer(status, headers, body)));
    }

    @Test
    void nginxSizesAreRead() {
        assertEquals(4096, NginxView.bytes("4k"));
        assertEquals(1048576, NginxView.bytes("1M"));
        assertEquals(100, NginxView.bytes("100"));
        assertEquals(-1, NginxView.bytes("many"));
    }

    @Test
    void buffersOfTheCheckAreFoundThroughIncludes(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("proxy.conf"), "proxy_buffer_size 4k;\n");
        Path main = Files.writeString(folder.resolve("nginx.conf"), """
                http { server {
                  location = /oauth2/auth { internal; include proxy.conf; }
                  location / { auth_request /oauth2/auth; }
                } }
                """);
        NginxView nginx = NginxView.read(main);
        assertTrue(nginx.hasGate());
        assertEquals(List.of("4k"), nginx.inCheck("proxy_buffer_size").stream().map(each -> each.words().get(1)).toList());
        assertFalse(nginx.place("/x").isEmpty());
    }
}
