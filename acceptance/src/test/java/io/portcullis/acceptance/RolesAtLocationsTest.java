package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each demo user at each demo location, through nginx. */
@OnStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RolesAtLocationsTest {

    private final Gate gate;
    private final Map<String, Visitor> visitors = new HashMap<>();

    RolesAtLocationsTest(Gate gate) {
        this.gate = gate;
    }

    @ParameterizedTest(name = "{0} {1}: anonymous {2}, user {3}, moderator {4}, admin {5}")
    @CsvSource({
        "GET,    /,                      200, 200, 200, 200",
        "GET,    /assets/portcullis.css, 200, 200, 200, 200",
        "GET,    /me,                    401, 200, 200, 200",
        "HEAD,   /me,                    401, 200, 200, 200",
        "POST,   /me,                    403, 403, 403, 403",
        "GET,    /users/user/photo,      401, 200, 403, 403",
        "GET,    /users/admin/photo,     401, 403, 403, 200",
        "GET,    /articles/7,            401, 200, 200, 200",
        "GET,    /articles/7?page=2,     401, 200, 200, 200",
        "PUT,    /articles/7,            401, 403, 200, 200",
        "DELETE, /articles/7,            401, 403, 200, 200",
        "POST,   /articles/7,            403, 403, 403, 403",
        "GET,    /protected,             401, 403, 200, 200",
        "GET,    /protected/,            403, 403, 403, 403",
        "GET,    /Protected,             403, 403, 403, 403",
        "GET,    /admin,                 401, 403, 403, 200",
        "GET,    /admin/users/7,         401, 403, 403, 200",
        "GET,    /reports/7.pdf,         401, 403, 403, 200",
        "GET,    /reports/x.pdf,         403, 403, 403, 403",
        "GET,    /nowhere,               403, 403, 403, 403",
    })
    void policySaysWhoMaySee(String method, String path, int anonymous, int user, int moderator, int admin)
            throws Exception {
        assertEquals(anonymous, status(gate.visitor(), method, path), "anonymous");
        assertEquals(user, status(visitor("user"), method, path), "user");
        assertEquals(moderator, status(visitor("moderator"), method, path), "moderator");
        assertEquals(admin, status(visitor("admin"), method, path), "admin");
    }

    @Test
    void upstreamLearnsWhoTheCallerIs() throws Exception {
        Answer answer = visitor("moderator").get("/protected", "Accept", Visitor.JSON);
        assertEquals("moderator", answer.identity("X-Auth-Request-Preferred-Username"));
        assertEquals("moderator", answer.identity("X-Auth-Request-Roles"));
        assertEquals("moderator@portcullis.example", answer.identity("X-Auth-Request-Email"));
        assertEquals(36, answer.identity("X-Auth-Request-User").length());
        assertNull(answer.identity("X-Auth-Request-Access-Token"));
    }

    private Visitor visitor(String user) throws Exception {
        if (!visitors.containsKey(user)) {
            visitors.put(user, gate.signedInAs(user));
        }
        return visitors.get(user);
    }

    private static int status(Visitor visitor, String method, String path) throws Exception {
        return visitor.send(method, path, null, "Accept", Visitor.JSON).status();
    }
}
