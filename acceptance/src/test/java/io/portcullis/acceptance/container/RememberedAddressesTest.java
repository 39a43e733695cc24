package io.portcullis.acceptance.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which enforcers nginx in a container asks, as their names gain and lose addresses. */
final class RememberedAddressesTest {

    @TempDir
    private Path folder;

    /** The `server` lines after the names had these addresses in turn. */
    private String servers(String remember, String... addresses) throws Exception {
        StringBuilder script = new StringBuilder("set -eu; PORTCULLIS_REMEMBER=" + remember + "; ");
        for (String each : addresses) {
            script.append("PORTCULLIS_ENFORCERS='").append(each).append("'; . '")
                    .append(Compose.CHECKOUT.resolve("deploy/nginx/bin/settings.envsh")).append("'; ");
        }
        return Docker.run(folder, Map.of("TMPDIR", folder.toString()), Duration.ofSeconds(20),
                List.of("sh", "-c", script + "printf %s \"$PORTCULLIS_ENFORCER_SERVERS\"")).orFail("settings.envsh");
    }

    @Test
    void addressThatANameLostIsAskedOnForAWhile() throws Exception {
        assertEquals(servers("600", "10.0.0.1:9090 10.0.0.2:9090"),
                servers("600", "10.0.0.1:9090 10.0.0.2:9090", "10.0.0.2:9090"));
    }

    @Test
    void whereAStrangerMayGetTheAddressItIsDroppedAtOnce() throws Exception {
        assertFalse(servers("0", "10.0.0.1:9090 10.0.0.2:9090", "10.0.0.2:9090").contains("10.0.0.1"));
    }

    @Test
    void newAddressIsAskedAtOnce() throws Exception {
        assertTrue(servers("600", "10.0.0.1:9090", "10.0.0.2:9090").contains("server 10.0.0.2:9090 "));
    }

    @Test
    void whileANameHasNoAddressTheOneKnownStays() throws Exception {
        assertTrue(servers("0", "10.0.0.1:9090", "").contains("10.0.0.1:9090"));
    }

    @Test
    void nobodyIsAskedWhereNoAddressWasEverKnown() throws Exception {
        assertEquals("server 127.0.0.1:1;", servers("0", "name.invalid:9090"));
    }
}
