package io.portcullis.cli.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class DurationConverterTest {

    @ParameterizedTest
    @CsvSource({"0,0", "90s,90", "15m,900", "1h,3600", "1h30m,5400", "30d,2592000"})
    void readsDurationsAsPeopleWriteThem(String text, long seconds) {
        assertEquals(Duration.ofSeconds(seconds), new DurationConverter().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "h", "1 h", "-1h", "1m1h", "1w", "PT1H"})
    void refusesWhatIsNotADuration(String text) {
        assertThrows(TypeConversionException.class, () -> new DurationConverter().convert(text));
    }

    @Test
    void saysTheTwoLargestUnits() {
        assertEquals("1 h 30 min", DurationConverter.words(Duration.ofSeconds(5405)));
        assertEquals("5 min", DurationConverter.words(Duration.ofMinutes(-5)));
        assertEquals("0 s", DurationConverter.words(Duration.ofMillis(300)));
    }
}
