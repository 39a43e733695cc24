package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

/** Someone who is at {@code /protected}, by the cookies of a session and by its access token as a bearer token. */
final class Watched implements AutoCloseable {

    static final String COOKIE = "__Host-portcullis_at";

    private static final String LOCATION = "/protected";

    private final Gate gate;
    private final Employee employee;
    private final Visitor browser;
    private String bearer;

    /** Made with a role that opens the location, and one that does not. */
    Watched(Gate gate, String name) throws Exception {
        this.gate = gate;
        this.employee = new Employee(gate, name, "user", "moderator");
        this.browser = gate.visitor();
        try {
            signIn();
        } catch (Exception | AssertionError e) {
            employee.close();
            throw e;
        }
    }

    /** Begins a new session, which may enter. */
    void signIn() throws Exception {
        browser.signIn(employee.name());
        bearer = cookie();
        assertEquals(200, byCookies());
        assertEquals(200, byBearer(bearer).status());
    }

    Employee employee() {
        return employee;
    }

    Visitor browser() {
        return browser;
    }

    /** The access token from before the last change. */
    String bearer() {
        return bearer;
    }

    /** The access token in the cookies; none when they were cleared. */
    String cookie() {
        return browser.cookie(COOKIE);
    }

    int byCookies() throws Exception {
        return browser.get(LOCATION, "Accept", Visitor.JSON).status();
    }

    Answer byBearer(String token) throws Exception {
        return gate.visitor().get(LOCATION, "Accept", Visitor.JSON, "Authorization", "Bearer " + token);
    }

    /**
     * Waits until a change counts: the token from before it is refused first, for that names no new one; then the cookies
     * are answered as expected. What they hold then is the next bearer token.
     */
    void counts(String what, int expected) throws Exception {
        long atBearer = Stopwatch.until(() -> byBearer(bearer).status() == 401);
        long atCookies = Stopwatch.until(() -> byCookies() == expected);
        System.out.printf("live changes: %-40s bearer 401 after %4d ms, cookies %d after %4d ms%n",
                what, atBearer, expected, atCookies);
        if (expected != 401) {
            String renewed = cookie();
            assertNotNull(renewed, "the session goes on");
            assertNotEquals(bearer, renewed);
            assertEquals(expected, byBearer(renewed).status());
            bearer = renewed;
        }
    }

    @Override
    public void close() {
        employee.close();
    }
}
