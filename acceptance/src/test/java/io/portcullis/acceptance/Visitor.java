package io.portcullis.acceptance;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** An HTTP client that keeps cookies as a browser does on localhost, and follows no redirect. */
final class Visitor {

    static final String PAGE = "text/html,application/xhtml+xml";
    static final String JSON = "application/json";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String origin;
    private final Map<String, String> cookies;

    Visitor(String origin) {
        this(origin, new LinkedHashMap<>());
    }

    private Visitor(String origin, Map<String, String> cookies) {
        this.origin = origin;
        this.cookies = cookies;
    }

    /** The same cookies, whatever becomes of them, shown elsewhere. */
    Visitor at(String elsewhere) {
        return new Visitor(elsewhere, cookies);
    }

    /** Another browser with the same cookies now. */
    Visitor copy() {
        return new Visitor(origin, new LinkedHashMap<>(cookies));
    }

    Answer get(String path, String... headers) throws Exception {
        return send("GET", path, null, headers);
    }

    /** Asks as a browser does for a page. */
    Answer navigate(String path) throws Exception {
        return get(path, "Accept", PAGE, "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Site", "none");
    }

    Answer send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin + path))
                .method(method, body == null
                        ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (!cookies.isEmpty()) {
            request.header("Cookie", cookieHeader());
        }
        Answer answer = Answer.of(CLIENT.send(request.build(), BodyHandlers.ofString()));
        answer.headers().allValues("Set-Cookie").forEach(this::keep);
        // What nginx would make Set-Cookie of, where the enforcer is asked without it.
        answer.headers().map().forEach((name, values) -> {
            if (name.toLowerCase(Locale.ROOT).startsWith("x-auth-cookie-")) {
                values.forEach(this::keep);
            }
        });
        return answer;
    }

    Answer post(String path, String form) throws Exception {
        return send("POST", path, form,
                "Content-Type", "application/x-www-form-urlencoded", "Accept", JSON, "Origin", origin);
    }

    /**
     * Signs in with a password that is the name; as often as a busy gate asks to try again. Keycloak takes one login of a
     * user at a time, so the one that the gate no longer waited for can have the next ones refused for a while.
     */
    void signIn(String user) throws Exception {
        Callable<Answer> login = () -> post("/oauth2/login", "username=" + user + "&password=" + user);
        Answer answer = login.call();
        if (answer.status() == 503) {
            answer = Eventually.until(PATIENCE, login, seen -> seen.status() == 200);
        }
        if (answer.status() != 200) {
            throw new AssertionError("signing in as " + user + " gave " + answer.status() + ": " + answer.body());
        }
    }

    String cookie(String name) {
        return cookies.get(name);
    }

    void setCookie(String name, String value) {
        cookies.put(name, value);
    }

    String cookieHeader() {
        return cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    private void keep(String setCookie) {
        String[] pair = setCookie.split(";", 2)[0].split("=", 2);
        if (setCookie.contains("Max-Age=0")) {
            cookies.remove(pair[0]);
        } else {
            cookies.put(pair[0], pair[1]);
        }
    }
}
