package io.portcullis.cli.admin;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration as people write it: {@code 90s}, {@code 15m}, {@code 1h}, {@code 30d}, {@code 1h30m}, {@code 0}. */
public final class DurationConverter implements ITypeConverter<Duration> {

    private static final Pattern PARTS = Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,9})s)?");

    @Override
    public Duration convert(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher parts = PARTS.matcher(text);
        if (text.isEmpty() || !parts.matches()) {
            throw new TypeConversionException("\"" + text + "\" is not a duration; write such as 90s, 15m, 1h, 30d or 0");
        }
        return Duration.ofDays(part(parts, 1))
                .plusHours(part(parts, 2))
                .plusMinutes(part(parts, 3))
                .plusSeconds(part(parts, 4));
    }

    private static long part(Matcher parts, int group) {
        return parts.group(group) == null ? 0 : Long.parseLong(parts.group(group));
    }

    /**
     * A duration in words, of its two largest units.
     *
     * @param duration any duration; its sign is ignored
     * @return such as {@code 1 h 30 min}
     */
    public static String words(Duration duration) {
        Duration d = duration.abs();
        long[] amounts = {d.toDays(), d.toHoursPart(), d.toMinutesPart(), d.toSecondsPart()};
        String[] units = {d.toDays() == 1 ? "day" : "days", "h", "min", "s"};
        for (int i = 0; i < amounts.length; i++) {
            if (amounts[i] > 0) {
                String first = amounts[i] + " " + units[i];
                return i + 1 < amounts.length && amounts[i + 1] > 0
                        ? first + " " + amounts[i + 1] + " " + units[i + 1]
                        : first;
            }
        }
        return "0 s";
    }
}
