package io.portcullis.cli.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.policy.AccessRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AskedLocationTest {

    @Test
    void requestsAreReadAsPeopleWriteThem() {
        assertEquals(new AccessRequest("GET", null, "/x?y=1", null), AskedLocation.of("/x?y=1").request());
        assertEquals(new AccessRequest("PUT", null, "/x", null), AskedLocation.of("PUT /x").request());
        assertEquals(new AccessRequest("GET", null, "/", "reports"), AskedLocation.of("@reports").request());
        assertEquals(new AccessRequest("GET", "a.example", "/x", null),
                AskedLocation.of("GET https://A.example:8443/x").request());
        assertEquals(new AccessRequest("GET", "a.example", "/", null), AskedLocation.of("https://a.example").request());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "GET x", "GET /x HTTP/1.1", "https://"})
    void refusesWhatIsNoRequest(String text) {
        assertThrows(CommandFailure.class, () -> AskedLocation.of(text));
    }
}
