package io.portcullis.cli.key;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a key provider's name tells. Keycloak keeps no times with keys, so that they are written into the name: in the
 * console one sees at a glance when a key was made and when it goes.
 */
final class KeyName {

    private static final Pattern MADE = Pattern.compile("^portcullis \\S+ of (\\S+Z)");
    private static final Pattern RETIRES = Pattern.compile(" \\(passive, retires (\\S+Z)\\)$");

    private KeyName() {}

    /** The name of a new key. */
    static String ofNew(String algorithm, Instant now) {
        return "portcullis " + algorithm + " of " + now.truncatedTo(ChronoUnit.SECONDS);
    }

    /** The name of a key that goes at a time. */
    static String retiring(String name, Instant at) {
        return RETIRES.matcher(name).replaceFirst("") + " (passive, retires " + at.truncatedTo(ChronoUnit.SECONDS) + ")";
    }

    static Instant made(String name) {
        return time(MADE.matcher(name));
    }

    static Instant retires(String name) {
        return time(RETIRES.matcher(name));
    }

    private static Instant time(Matcher matcher) {
        try {
            return matcher.find() ? Instant.parse(matcher.group(1)) : null;
        } catch (DateTimeException e) {
            // Somebody renamed the key: then it has no such time.
            return null;
        }
    }
}
