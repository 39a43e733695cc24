package io.portcullis.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "moderator, moderator, true", "moderator, moderators, false", "mod*, moderator, true", "mod*, mod, true",
        "*, '', true", "'', '', true", "'', a, false", "*:editor, orders-api:editor, true",
        "app-*:editor, app-1:viewer, false", "a*b*c, aXbYbZc, true", "a*b*c, aXcYb, false", ".*, moderator, false",
        "MOD*, moderator, false"})
    void aStarStandsForAnyCharactersAndAllElseForItself(String pattern, String text, boolean matches) {
        assertEquals(matches, new Glob(pattern).matches(text));
    }

    @Test
    void aPatternFullOfStarsIsStillQuick() {
        Glob hostile = new Glob("*a".repeat(100) + "b");

        assertTimeout(Duration.ofSeconds(2), () -> assertFalse(hostile.matches("a".repeat(20_000))));
    }
}
