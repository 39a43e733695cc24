package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.acceptance.PortcullisCommand.Result;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** A second stack from a folder of its own beside the first: its first start broken off, then moved to other ports. */
@OnStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class SecondStackTest {

    private final Gate first;
    private Checkout checkout;

    SecondStackTest(Gate first) {
        this.first = first;
    }

    @BeforeAll
    void make() throws Exception {
        Checkout before = Checkout.leftOver("second");
        if (before.exists()) {
            PortcullisCommand.run(before, "down");
        }
        checkout = Checkout.fresh("second");
    }

    @AfterAll
    void stop() throws Exception {
        PortcullisCommand.run(checkout, "down");
    }

    @Test
    @Order(1)
    void firstStartInterruptedInKeycloaksBuildLeavesNoProcess() throws Exception {
        Result interrupted = PortcullisCommand.start(checkout, Map.of(), "up")
                .untilItSays("building with the provider jar")
                .interrupt()
                .result();
        assertEquals(130, interrupted.status(), interrupted.output());
        assertFalse(interrupted.output().contains("unexpected"), interrupted.output());
        assertEquals(List.of(), Strays.of(checkout));
    }

    @Test
    @Order(2)
    void secondStackRunsBesideTheFirst() throws Exception {
        Result up = PortcullisCommand.run(checkout, "up");
        assertEquals(0, up.status(), up.output());
        assertEquals(200, protectedBy(checkout.environment()));
        assertEquals(200, first.signedInAs("moderator").get("/protected").status());
    }

    @Test
    @Order(3)
    void sessionOfOneStackIsWorthNothingAtTheOther() throws Exception {
        String cookies = first.signedInAs("moderator").cookieHeader();
        assertEquals(401, new Visitor(origin(checkout.environment())).get("/protected", "Cookie", cookies).status());
    }

    @Test
    @Order(4)
    void stackThatMovesToOtherPortsLogsInThere() throws Exception {
        assertEquals(0, PortcullisCommand.run(checkout, "down").status());
        Map<String, String> ports = Checkout.freePorts();
        Result up = PortcullisCommand.run(checkout, ports, "up");
        assertEquals(0, up.status(), up.output());
        assertEquals(200, protectedBy(ports));
        Visitor visitor = new Visitor(origin(ports));
        String login = visitor.navigate("/oauth2/start?rd=%2Fprotected").header("Location");
        var page = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(login)).build(), BodyHandlers.ofString());
        assertEquals(200, page.statusCode(), page.body());
        assertTrue(page.body().contains("kc-form-login"), page.body());
    }

    private static int protectedBy(Map<String, String> ports) throws Exception {
        Visitor visitor = new Visitor(origin(ports));
        visitor.signIn("moderator");
        return visitor.get("/protected").status();
    }

    private static String origin(Map<String, String> ports) {
        return "http://localhost:" + ports.get("PORTCULLIS_HTTP_PORT");
    }
}
