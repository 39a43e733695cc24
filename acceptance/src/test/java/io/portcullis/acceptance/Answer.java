package io.portcullis.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.List;

/**
 * An HTTP answer.
 *
 * @param status the status code
 * @param headers the header fields
 * @param body the body as text
 */
record Answer(int status, HttpHeaders headers, String body) {

    static Answer of(HttpResponse<String> response) {
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    String header(String name) {
        return headers.firstValue(name).orElse(null);
    }

    /** The names of the cookies that are set, those that are being deleted included. */
    List<String> cookiesSet() {
        return headers.allValues("Set-Cookie").stream().map(cookie -> cookie.split("=", 2)[0]).toList();
    }

    JsonNode json() throws Exception {
        return new ObjectMapper().readTree(body);
    }

    /** What the demo application was told about the caller; missing when nothing. */
    String identity(String header) throws Exception {
        return json().path("identity").path(header).asText(null);
    }
}
