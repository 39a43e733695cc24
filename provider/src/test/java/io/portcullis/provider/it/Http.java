package io.portcullis.provider.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Plain HTTP with JSON. */
final class Http {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient client;

    private Http(HttpClient client) {
        this.client = client;
    }

    static Http api() {
        return new Http(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
    }

    /** Keeps cookies; redirects are the caller's business. As browsers do, it takes loopback for a secure place. */
    static Http browser() {
        CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL) {
            @Override
            public Map<String, List<String>> get(URI uri, Map<String, List<String>> headers) throws IOException {
                getCookieStore().getCookies().forEach(cookie -> cookie.setSecure(false));
                return super.get(uri, headers);
            }
        };
        return new Http(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).cookieHandler(cookies).build());
    }

    /** A response, its body as text and, where it is JSON, parsed. */
    record Answer(int status, String body, HttpResponse<String> response) {

        JsonNode json() {
            try {
                return body.isEmpty() ? MissingNode.getInstance() : JSON.readTree(body);
            } catch (IOException e) {
                throw new AssertionError("Not JSON: " + body, e);
            }
        }

        String location() {
            return response.headers().firstValue("Location")
                    .orElseThrow(() -> new AssertionError(status + " without Location: " + body));
        }

        /** What the OAuth error response says, or nothing. */
        String error() {
            return json().path("error").asText();
        }
    }

    Answer get(URI uri) throws Exception {
        return send(HttpRequest.newBuilder(uri).GET());
    }

    Answer form(URI uri, Map<String, String> fields) throws Exception {
        return send(HttpRequest.newBuilder(uri).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encode(fields))));
    }

    Answer send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = client.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body(), response);
    }

    static String encode(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + '=' + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
