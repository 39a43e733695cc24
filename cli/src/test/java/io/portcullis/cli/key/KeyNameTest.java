package io.portcullis.cli.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class KeyNameTest {

    private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");

    @Test
    void nameTellsWhenAKeyWasMadeAndWhenItGoes() {
        String name = KeyName.retiring(KeyName.ofNew("ES256", NOW), NOW.plusSeconds(3600));
        assertEquals("portcullis ES256 of 2026-11-22T06:00:00Z (passive, retires 2026-11-22T07:00:00Z)", name);
        assertEquals(NOW, KeyName.made(name));
        assertEquals(NOW.plusSeconds(3600), KeyName.retires(name));
    }

    @Test
    void retiringTwiceLeavesOneTime() {
        String once = KeyName.retiring("rsa-generated", NOW);
        assertEquals("rsa-generated (passive, retires 2026-11-22T06:00:05Z)", KeyName.retiring(once, NOW.plusSeconds(5)));
    }

    @Test
    void otherNamesTellNoTime() {
        assertNull(KeyName.made("rsa-generated"));
        assertNull(KeyName.retires("x (passive, retires soonZ)"));
    }
}
