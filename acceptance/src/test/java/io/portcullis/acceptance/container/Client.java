package io.portcullis.acceptance.container;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** An HTTP client that keeps cookies, follows no redirect, and takes any certificate of this machine's own nginx. */
final class Client {

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10)).sslContext(trustingAnyone()).build();

    private static final Duration SIGN_IN_PATIENCE = Duration.ofMinutes(2);

    private final String origin;
    private volatile boolean connectsAnew;
    private volatile String bearer;
    private final Map<String, String> cookies = new ConcurrentHashMap<>();

    Client(String origin) {
        this.origin = origin;
    }

    /**
     * Someone who signed in with name and password, which are the same for the demo users. Keycloak takes one login of a
     * user at a time and refuses another meanwhile, and a busy one lets people wait: that is tried again.
     */
    static Client signedIn(String origin, String user) throws Exception {
        long deadline = System.nanoTime() + SIGN_IN_PATIENCE.toNanos();
        while (true) {
            Client client = new Client(origin);
            HttpResponse<String> answer = client.post("/oauth2/login", "username=" + user + "&password=" + user);
            if (answer.statusCode() == 200) {
                return client;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("signing in as " + user + " gave " + answer.statusCode() + ": " + answer.body());
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    /** A program that sends this session's access token as it is, and never a newer one. */
    Client asProgram() {
        Client program = new Client(origin);
        program.bearer = cookies.get("__Host-portcullis_at");
        return program;
    }

    /** Another with the same cookies now. */
    Client copy() {
        Client copy = new Client(origin);
        copy.cookies.putAll(cookies);
        return copy;
    }

    /** This client, with a new connection for each request from now on. */
    Client connectingAnew() {
        connectsAnew = true;
        return this;
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        return send(HttpRequest.newBuilder().GET(), path, headers);
    }

    HttpResponse<String> post(String path, String form) throws Exception {
        return send(HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(form)), path,
                "Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json", "Origin", origin);
    }

    /** Sends a form as a page of this origin does. */
    HttpResponse<String> submit(String path, String form, String... headers) throws Exception {
        String[] all = Stream.concat(Stream.of("Content-Type", "application/x-www-form-urlencoded", "Origin", origin,
                "Sec-Fetch-Site", "same-origin"), Stream.of(headers)).toArray(String[]::new);
        return send(HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(form)), path, all);
    }

    int status(String path) throws Exception {
        return get(path, "Accept", "application/json").statusCode();
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String path, String... headers) throws Exception {
        request.uri(URI.create(origin + path)).timeout(Duration.ofSeconds(30));
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (connectsAnew) {
            request.header("Connection", "close");
        }
        if (bearer != null) {
            request.header("Authorization", "Bearer " + bearer);
        }
        if (!cookies.isEmpty()) {
            request.header("Cookie", cookies.entrySet().stream()
                    .map(cookie -> cookie.getKey() + "=" + cookie.getValue()).collect(Collectors.joining("; ")));
        }
        HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
        answer.headers().allValues("Set-Cookie").forEach(this::keep);
        return answer;
    }

    private void keep(String setCookie) {
        String[] pair = setCookie.split(";", 2)[0].split("=", 2);
        if (setCookie.contains("Max-Age=0")) {
            cookies.remove(pair[0]);
        } else {
            cookies.put(pair[0], pair[1]);
        }
    }

    private static SSLContext trustingAnyone() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anyone()}, null);
            return context;
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Anyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
