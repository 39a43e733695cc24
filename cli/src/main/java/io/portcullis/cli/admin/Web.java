package io.portcullis.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** Plain HTTP requests that follow no redirect and wait no longer than they are told to. */
public final class Web {

    private final HttpClient client;
    private final Duration timeout;

    /**
     * A client of its own.
     *
     * @param roots whom HTTPS trusts
     * @param timeout how long one request may take
     */
    public Web(SSLContext roots, Duration timeout) {
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .sslContext(roots)
                .build();
    }

    /**
     * An answer.
     *
     * @param status the status code
     * @param headers the headers
     * @param body the body as text
     */
    public record Answer(int status, java.net.http.HttpHeaders headers, String body) {

        /**
         * The body as JSON.
         *
         * @return the document; a missing node when it is none
         */
        public JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (IOException e) {
                return MissingNode.getInstance();
            }
        }

        /**
         * A header.
         *
         * @param name its name
         * @return its first value, or an empty string
         */
        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    /**
     * Asks for a document.
     *
     * @param address where
     * @param headers names and values in turn
     * @return the answer, whatever its status
     * @throws CommandFailure when there is none
     */
    public Answer get(URI address, String... headers) {
        return send(HttpRequest.newBuilder(address).GET(), headers);
    }

    /**
     * Sends a form.
     *
     * @param address where
     * @param form its fields
     * @param headers names and values in turn
     * @return the answer, whatever its status
     * @throws CommandFailure when there is none
     */
    public Answer post(URI address, Map<String, String> form, String... headers) {
        String body = form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)), headers);
    }

    /**
     * Sends a request without a body by any method.
     *
     * @param method the method
     * @param address where
     * @param headers names and values in turn
     * @return the answer, whatever its status
     * @throws CommandFailure when there is none
     */
    public Answer ask(String method, URI address, String... headers) {
        return send(HttpRequest.newBuilder(address).method(method, HttpRequest.BodyPublishers.noBody()), headers);
    }

    private Answer send(HttpRequest.Builder request, String... headers) {
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpRequest built = request.timeout(timeout).build();
        try {
            HttpResponse<String> answer = client.send(built, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Answer(answer.statusCode(), answer.headers(), answer.body());
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw CommandFailure.unreachable(origin(built.uri()) + " does not answer: "
                    + (e instanceof java.net.ConnectException ? "connection refused or not possible" : why), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("interrupted");
        }
    }

    /**
     * The credential of HTTP Basic authentication as OAuth 2.0 writes it (RFC 6749 section 2.3.1).
     *
     * @param id the client's id
     * @param secret the client's secret
     * @return the value of {@code Authorization}
     */
    public static String basic(String id, String secret) {
        String pair = encoded(id) + ":" + encoded(secret);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String origin(URI address) {
        return address.getScheme() + "://" + address.getAuthority();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
