package io.portcullis.cli.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.cli.NotPossible;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PortsTest {

    @Test
    void withoutSettingsThePortsAreTheDocumentedOnes() throws Exception {
        Ports ports = Ports.choose(Map.of(), new Properties());
        assertEquals("http://localhost:8080", ports.publicOrigin());
        assertEquals("http://localhost:8180", ports.keycloakOrigin());
        assertEquals(9090, ports.enforcer());
        assertEquals(9091, ports.management());
    }

    @Test
    void innerPortsAreRememberedBetweenStarts() throws Exception {
        Properties remembered = new Properties();
        Ports first = Ports.choose(Map.of(), remembered);
        first.write(remembered);
        assertEquals(first, Ports.choose(Map.of(), remembered));
        assertEquals(first, Ports.read(remembered));
    }

    @Test
    void rememberedInnerPortThatIsTakenGivesWayToAFreeOne() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Properties remembered = new Properties();
            remembered.setProperty("PORTCULLIS_DEMO_PORT", Integer.toString(other.getLocalPort()));
            assertNotEquals(other.getLocalPort(), Ports.choose(Map.of(), remembered).demo());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "http", "80 80", "1e3"})
    void portThatIsNoneIsRefusedByTheSettingsName(String value) {
        String message = assertThrows(NotPossible.class,
                () -> Ports.choose(Map.of("PORTCULLIS_HTTP_PORT", value), new Properties())).getMessage();
        assertTrue(message.contains("PORTCULLIS_HTTP_PORT") && message.contains(value), message);
    }

    @Test
    void onePortForTwoPartsIsRefused() {
        assertThrows(NotPossible.class,
                () -> Ports.choose(Map.of("PORTCULLIS_HTTP_PORT", "9090"), new Properties()));
    }

    @Test
    void portsThatWereNeverWrittenAreUnknown() {
        assertNull(Ports.read(new Properties()));
    }

    @Test
    void whoListensOnAPortIsNamed() throws Exception {
        try (ServerSocket mine = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertTrue(!Ports.free(mine.getLocalPort()));
            String listener = ProcessTable.listener(mine.getLocalPort());
            assertTrue(listener.startsWith("process " + ProcessHandle.current().pid() + " ("), listener);
        }
    }
}
