package io.portcullis.acceptance;

import io.portcullis.acceptance.TellingSite.Place;
import io.portcullis.acceptance.TellingSite.Reading;
import java.util.Arrays;
import java.util.List;

/**
 * The example policy once more, by hand and in nginx's own words: a location for each place it speaks of, and who may
 * ask it for what. Nothing of the policy's code has a part in it.
 */
final class DemoSite {

    static final List<String> USERS = List.of("anonymous", "user", "moderator", "admin");

    private static final String ALL = "anonymous user moderator admin";
    private static final String SIGNED_IN = "user moderator admin";
    private static final String ANY = "*";

    private static final List<Line> LINES = List.of(
            new Line("= /", null, ANY, ALL),
            new Line("= /assets", null, ANY, ALL),
            new Line("^~ /assets/", null, ANY, ALL),
            new Line("= /me", null, "GET HEAD", SIGNED_IN),
            new Line("= /users/user", null, ANY, "user"),
            new Line("^~ /users/user/", null, ANY, "user"),
            new Line("= /users/moderator", null, ANY, "moderator"),
            new Line("^~ /users/moderator/", null, ANY, "moderator"),
            new Line("= /users/admin", null, ANY, "admin"),
            new Line("^~ /users/admin/", null, ANY, "admin"),
            new Line("= /articles", null, "GET HEAD", SIGNED_IN),
            new Line("/articles/", null, "GET HEAD", SIGNED_IN),
            new Line("~ ^/articles/[^/]+$", null, "GET HEAD", SIGNED_IN, "PUT DELETE", "moderator admin"),
            new Line("= /protected", null, ANY, "moderator admin"),
            new Line("= /admin", null, ANY, "admin"),
            new Line("^~ /admin/", null, ANY, "admin"),
            // Nobody here has authenticated by a second factor.
            new Line("= /admin/keys", null, ANY, ""),
            new Line("^~ /admin/keys/", null, ANY, ""),
            new Line("~ ^/reports/[0-9]+\\.pdf$", "reports", ANY, "admin"),
            new Line("/", null, ANY, ""));

    private DemoSite() {}

    /** @param mayAsk methods and users in turn */
    private record Line(String directive, String name, String... mayAsk) {

        boolean lets(String user, String method) {
            for (int i = 0; i < mayAsk.length; i += 2) {
                if ((mayAsk[i].equals(ANY) || words(mayAsk[i]).contains(method)) && words(mayAsk[i + 1]).contains(user)) {
                    return true;
                }
            }
            return false;
        }

        private static List<String> words(String text) {
            return Arrays.asList(text.split(" "));
        }
    }

    static List<Place> places() {
        return LINES.stream().map(line -> new Place(line.directive(), line.name())).toList();
    }

    /** Whether the location that nginx chose is for this user and method. */
    static boolean lets(Reading reading, String user, String method) {
        return reading.place() >= 0 && LINES.get(reading.place()).lets(user, method);
    }

    static String locationName(Reading reading) {
        return reading.place() < 0 ? null : LINES.get(reading.place()).name();
    }

    static String directive(int place) {
        return place < 0 ? "the gate's own endpoints" : "location " + LINES.get(place).directive();
    }
}
