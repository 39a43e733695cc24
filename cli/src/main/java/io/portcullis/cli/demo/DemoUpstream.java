package io.portcullis.cli.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A small application to protect: a landing page at {@code /}, and an echo of every other request as JSON. */
final class DemoUpstream {

    private static final int THREADS = 16;
    private static final int BACKLOG = 128;
    private static final Pattern STATUS = Pattern.compile("(?:^|&)status=([2-5][0-9]{2})(?:&|$)");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LandingPage landingPage;

    private DemoUpstream(Path policy) {
        landingPage = new LandingPage(policy);
    }

    /** Serves until the returned server is stopped; port 0 takes any free one. */
    static HttpServer start(String host, int port, Path policy) throws IOException {
        DemoUpstream demo = new DemoUpstream(policy);
        HttpServer server = HttpServer.create(new InetSocketAddress(host, port), BACKLOG);
        server.createContext("/", demo::answer);
        server.setExecutor(Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "demo");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
        return server;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/" -> send(exchange, 200, "text/html; charset=utf-8", landingPage.html(exchange.getRequestHeaders()));
                case "/assets/portcullis.css" -> send(exchange, 200, "text/css; charset=utf-8", stylesheet());
                default -> send(exchange, status(exchange), "application/json", echo(exchange));
            }
        }
    }

    private static String echo(HttpExchange exchange) throws IOException {
        long bodyBytes = exchange.getRequestBody().transferTo(java.io.OutputStream.nullOutputStream());
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(Echo.of(
                exchange.getRequestMethod(), exchange.getRequestURI().toString(), exchange.getRequestHeaders(), bodyBytes))
                + "\n";
    }

    /** A query of {@code status=500} asks for that answer: to see that the application's own errors pass the gate. */
    private static int status(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        Matcher matcher = STATUS.matcher(query == null ? "" : query);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 200;
    }

    private static String stylesheet() throws IOException {
        try (InputStream in = DemoUpstream.class.getResourceAsStream("portcullis.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type);
        headers.set("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.put("Set-Cookie", List.of("demo_visit=1; Path=/; SameSite=Lax"));
        boolean bodiless = exchange.getRequestMethod().equals("HEAD") || status == 204 || status == 304;
        exchange.sendResponseHeaders(status, bodiless ? -1 : body.length);
        if (!bodiless) {
            exchange.getResponseBody().write(body);
        }
    }
}
