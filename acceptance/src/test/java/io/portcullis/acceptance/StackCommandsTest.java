package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.acceptance.PortcullisCommand.Result;
import io.portcullis.cli.stack.PartStatus;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code up}, {@code down}, {@code status} and {@code logs} on the stack of this run. */
@OnStack
final class StackCommandsTest {

    private final Gate gate;

    StackCommandsTest(Gate gate) {
        this.gate = gate;
    }

    @Test
    void secondUpLeavesWhatRunsAlone() throws Exception {
        List<PartStatus> before = gate.stack().status();
        Result up = PortcullisCommand.run(gate.checkout(), "up");
        assertEquals(0, up.status(), up.output());
        assertTrue(up.output().contains("is running"), up.output());
        assertEquals(before, gate.stack().status());
    }

    @Test
    void upOnOtherPortsWhileRunningIsRefused() throws Exception {
        Result up = PortcullisCommand.run(gate.checkout(), Checkout.freePorts(), "up");
        assertEquals(1, up.status(), up.output());
        assertTrue(up.output().contains("running on other ports") && up.output().contains("./portcullis down"), up.output());
        assertEquals(0, PortcullisCommand.run(gate.checkout(), "status").status());
    }

    @Test
    void statusSaysHowEachPartIsAndEndsWithZeroOnlyWhenAllAreReady() throws Exception {
        Result well = PortcullisCommand.run(gate.checkout(), "status");
        assertEquals(0, well.status(), well.output());
        gate.stack().down("demo");
        try {
            Result unwell = PortcullisCommand.run(gate.checkout(), "status");
            assertEquals(1, unwell.status(), unwell.output());
            assertTrue(unwell.output().matches("(?s).*demo +not running.*"), unwell.output());
        } finally {
            gate.stack().up("demo");
        }
    }

    @Test
    void logsShowThePartThatIsAskedFor() throws Exception {
        Result logs = PortcullisCommand.run(gate.checkout(), "logs", "-n", "2000", "enforcer");
        assertEquals(0, logs.status());
        assertTrue(logs.output().contains("portcullis-enforcer"), logs.output());
        assertFalse(logs.output().contains("org.keycloak"), logs.output());
        Result unknown = PortcullisCommand.run(gate.checkout(), "logs", "browser");
        assertTrue(unknown.status() != 0 && unknown.output().contains("keycloak, enforcer, demo, nginx"), unknown.output());
    }

    @Test
    void portThatIsTakenIsRefusedWithTheNameOfTheProcess() throws Exception {
        Checkout other = Checkout.fresh("taken");
        try (ServerSocket mine = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Result up = PortcullisCommand.run(
                    other, Map.of("PORTCULLIS_HTTP_PORT", Integer.toString(mine.getLocalPort())), "up");
            assertEquals(1, up.status(), up.output());
            assertTrue(up.output().contains("port " + mine.getLocalPort() + " is taken by process "
                    + ProcessHandle.current().pid() + " ("), up.output());
            assertTrue(up.output().contains("PORTCULLIS_HTTP_PORT"), up.output());
        }
        assertFalse(Files.exists(other.file(".portcullis/keycloak.pid")));
    }

    @Test
    void interruptedStartLeavesNothingRunningAndTheNextOneWorks() throws Exception {
        Result down = PortcullisCommand.run(gate.checkout(), "down");
        assertEquals(0, down.status(), down.output());
        Result again = PortcullisCommand.run(gate.checkout(), "down");
        assertEquals(0, again.status(), again.output());
        assertTrue(again.output().contains("Nothing was running"), again.output());

        Result interrupted = PortcullisCommand.start(gate.checkout(), Map.of(), "up")
                .untilItSays("nginx     ready")
                .interrupt()
                .result();
        assertEquals(130, interrupted.status(), interrupted.output());
        assertEquals(List.of(), Strays.of(gate.checkout()));

        Result up = PortcullisCommand.run(gate.checkout(), "up");
        assertEquals(0, up.status(), up.output());
        assertFalse(up.output().contains("building"), up.output());
        assertEquals(200, gate.signedInAs("moderator").get("/protected").status());
    }
}
