package io.portcullis.cli.stack;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** An HTTP server in the enforcer's or the application's place, which answers as the test says and keeps what it saw. */
final class StandIn implements AutoCloseable {

    /** What it was asked. */
    record Seen(String method, String target, Headers headers, String body) {
        String header(String name) {
            return headers.getFirst(name);
        }
    }

    /** What it answers. */
    record Reply(int status, Map<String, List<String>> headers, String body) {
        static Reply of(int status, String... headers) {
            Map<String, List<String>> fields = new java.util.LinkedHashMap<>();
            for (int i = 0; i < headers.length; i += 2) {
                fields.computeIfAbsent(headers[i], name -> new CopyOnWriteArrayList<>()).add(headers[i + 1]);
            }
            return new Reply(status, fields, "");
        }

        Reply saying(String text) {
            return new Reply(status, headers, text);
        }
    }

    final List<Seen> seen = new CopyOnWriteArrayList<>();
    volatile Function<Seen, Reply> answers;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    StandIn(Function<Seen, Reply> answers) throws IOException {
        this.answers = answers;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    Seen last() {
        return seen.get(seen.size() - 1);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Seen request = new Seen(exchange.getRequestMethod(), exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders(), body);
            seen.add(request);
            Reply reply = answers.apply(request);
            if (reply == null) {
                return;
            }
            exchange.getResponseHeaders().putAll(reply.headers());
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
