package io.portcullis.cli.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The shipped templates and snippets in a real nginx, between stand-ins for the enforcer and the application. */
final class NginxWithStandIns implements AutoCloseable {

    private static final Path CHECKOUT = Path.of(System.getProperty("portcullis.checkout")).toAbsolutePath().normalize();
    private static final int SECONDS_PER_REQUEST = 30;

    /** Permits everything; a first path segment that is a number is the status that the check answers. */
    final StandIn enforcer = new StandIn(NginxWithStandIns::check);
    /** Answers 200, or the status that the query asks for. */
    final StandIn application = new StandIn(NginxWithStandIns::serve);

    private final Path folder;
    private final Daemon daemon;
    private final int port;

    NginxWithStandIns(Path folder) throws Exception {
        this(folder, Map.of(), UnaryOperator.identity());
    }

    /**
     * Starts nginx.
     *
     * @param settings settings of the stack, over the stand-ins' addresses
     * @param site what to make of the shipped server block
     */
    NginxWithStandIns(Path folder, Map<String, String> settings, UnaryOperator<String> site) throws Exception {
        this.folder = folder;
        Path home = folder.resolve("home");
        copy(CHECKOUT.resolve("nginx"), home.resolve("nginx"));
        Path template = home.resolve("nginx/templates/default.conf.template");
        Files.writeString(template, site.apply(Files.readString(template)));
        port = freePort();
        Ports ports = new Ports(port, 1, enforcer.port(), 1, 1, application.port());
        StateFolder state = new StateFolder(folder.resolve("state"));
        Map<String, String> all = new HashMap<>(System.getenv());
        all.putAll(settings);
        NginxFront nginx = new NginxFront(new StackSettings(home, folder.resolve("state"), all), state, ports);
        nginx.prepare((part, text) -> {}, new Tools());
        daemon = new Daemon("nginx", state);
        daemon.start(nginx.command(), Map.of());
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (nginx.notReady().isPresent()) {
            if (System.nanoTime() > deadline) {
                String log = daemon.lastLines(20);
                close();
                throw new IllegalStateException("nginx does not start: " + log);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Sends the head as it is written, line by line, and returns the whole answer. */
    String raw(String... lines) throws IOException {
        return raw(new byte[0], lines);
    }

    String raw(byte[] body, String... lines) throws IOException {
        try (Socket socket = open()) {
            String head = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(body);
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** A GET of the path, as it is written, with further header lines. */
    String get(String path, String... headers) throws IOException {
        return raw(Stream.concat(Stream.of("GET " + path + " HTTP/1.1", "Host: localhost:" + port), Stream.of(headers))
                .toArray(String[]::new));
    }

    Socket open() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) Duration.ofSeconds(SECONDS_PER_REQUEST).toMillis());
        return socket;
    }

    int port() {
        return port;
    }

    String accessLog() throws IOException {
        return Files.readString(folder.resolve("state/nginx/logs/access.log"));
    }

    static int status(String answer) {
        return Integer.parseInt(answer.substring(9, 12));
    }

    @Override
    public void close() throws Exception {
        daemon.stop(Duration.ofSeconds(5));
        enforcer.close();
        application.close();
    }

    private static StandIn.Reply check(StandIn.Seen request) {
        if (!request.target().equals("/oauth2/auth")) {
            String status = request.header("X-Portcullis-Status");
            return StandIn.Reply.of(status == null ? 200 : Integer.parseInt(status)).saying("from the enforcer");
        }
        String segment = request.header("X-Original-URI").replaceFirst("^/([0-9]{3})?.*", "$1");
        return StandIn.Reply.of(segment.isEmpty() ? 202 : Integer.parseInt(segment),
                "X-Auth-Cookie-1", "__Host-portcullis_at=new; Path=/",
                "X-Auth-Cookie-2", "__Host-portcullis_rt=new; Path=/",
                "X-Portcullis-Error", "a_reason");
    }

    private static StandIn.Reply serve(StandIn.Seen request) {
        String status = request.target().replaceFirst("^[^?]*\\??(?:status=([0-9]{3}))?.*", "$1");
        return StandIn.Reply.of(status.isEmpty() ? 200 : Integer.parseInt(status), "Set-Cookie", "app=1; Path=/")
                .saying("from the application");
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void copy(Path source, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        try (Stream<Path> walk = Files.walk(source)) {
            for (Path path : walk.toList()) {
                Files.copy(path, target.resolve(source.relativize(path).toString()));
            }
        }
    }
}
