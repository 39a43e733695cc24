package io.portcullis.acceptance;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.keycloak.admin.client.Keycloak;

/**
 * Two Keycloak nodes that find each other through one database: beside the stack, from the server that the stack built,
 * with a realm of their own.
 */
final class TwoNodes implements AutoCloseable {

    static final String SECRET = "a-secret-of-this-test-only";

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String JVM = "-XX:TieredStopAtLevel=1";

    private final Path home;
    private final Path logs;
    private final int database = freePort();
    private final Process databaseServer;
    private final List<Node> nodes = List.of(new Node("node-1"), new Node("node-2"));

    /** One node's ports and, while it runs, its process. */
    private static final class Node {
        private final String name;
        private final int http = freePort();
        private final int management = freePort();
        // JGroups adds 50000 for its failure detector, so the port has to stay below 15536.
        private final int cluster = ThreadLocalRandom.current().nextInt(10_000, 15_000);
        private Process process;

        private Node(String name) {
            this.name = name;
        }
    }

    TwoNodes(Gate gate) throws Exception {
        home = gate.checkout().file(".portcullis/keycloak/server");
        logs = gate.checkout().file(".portcullis/logs");
        databaseServer = startDatabase();
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        for (int i = 0; i < nodes.size(); i++) {
            start(i);
        }
    }

    private Process startDatabase() throws Exception {
        Path jar;
        try (Stream<Path> jars = Files.list(home.resolve("lib/lib/main"))) {
            jar = jars.filter(file -> file.getFileName().toString().startsWith("com.h2database.h2-")).findFirst()
                    .orElseThrow();
        }
        Process process = launch("two-nodes-h2", Map.of(), List.of(java(), "-Xmx256m", "-Dh2.bindAddress=127.0.0.1", "-cp",
                jar.toString(), "org.h2.tools.Server", "-tcp", "-tcpPort", Integer.toString(database), "-ifNotExists",
                "-baseDir", Files.createTempDirectory(logs, "two-nodes-h2").toString()));
        Eventually.until(Duration.ofSeconds(60), () -> listens(database), Boolean::booleanValue);
        return process;
    }

    /** Starts a node and returns when it is ready. */
    void start(int index) throws Exception {
        Node node = nodes.get(index);
        node.process = launch(node.name, Map.of(
                        "JAVA_HOME", System.getProperty("java.home"),
                        "KC_BOOTSTRAP_ADMIN_USERNAME", "admin", "KC_BOOTSTRAP_ADMIN_PASSWORD", "admin",
                        "PORTCULLIS_CLIENT_SECRET", SECRET, "PORTCULLIS_PUBLIC_ORIGIN", "http://gate.test",
                        "PORTCULLIS_BACKCHANNEL_ORIGIN", "http://127.0.0.1:9",
                        "JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx512m", "JAVA_OPTS_APPEND", JVM),
                List.of("bash", home.resolve("bin/kc.sh").toString(), "start", "--optimized", "--import-realm",
                        "--http-enabled=true", "--http-host=127.0.0.1", "--http-port=" + node.http,
                        "--http-management-port=" + node.management, "--hostname=" + origin(0),
                        "--db-url=jdbc:h2:tcp://127.0.0.1:" + database + "/./keycloak;NON_KEYWORDS=VALUE",
                        "--cache=ispn", "--cache-embedded-network-bind-address=127.0.0.1",
                        "--cache-embedded-network-bind-port=" + node.cluster));
        Visitor management = new Visitor("http://127.0.0.1:" + node.management);
        Eventually.until(PATIENCE, () -> {
            if (!node.process.isAlive()) {
                throw new IllegalStateException(node.name + " stopped; see " + logs.resolve(node.name + ".log"));
            }
            return ready(management);
        }, Boolean::booleanValue);
    }

    private static boolean ready(Visitor management) throws Exception {
        try {
            return management.get("/health/ready").status() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private Process launch(String name, Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logs.resolve(name + ".log").toFile()));
        Map<String, String> own = new HashMap<>(environment);
        builder.environment().keySet().removeIf(key -> key.startsWith("KC_") || key.startsWith("PORTCULLIS_"));
        builder.environment().putAll(own);
        return builder.start();
    }

    int port(int index) {
        return nodes.get(index).http;
    }

    /** How a node is reached; the first one's address is the issuer that all tokens carry. */
    String origin(int index) {
        return "http://127.0.0.1:" + port(index);
    }

    /** The administrator at one node, to be closed after use. */
    Keycloak admin(int index) {
        return Keycloak.getInstance(origin(index), "master", "admin", "admin", "admin-cli");
    }

    /** Ends a node at once, as a failing machine does. */
    void kill(int index) throws Exception {
        Process process = nodes.get(index).process;
        List<ProcessHandle> all = everything(process);
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle each : all) {
            each.onExit().get(30, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>();
        nodes.stream().map(node -> node.process).filter(process -> process != null)
                .forEach(process -> all.addAll(everything(process)));
        all.forEach(ProcessHandle::destroyForcibly);
        databaseServer.destroyForcibly();
    }

    private static List<ProcessHandle> everything(Process process) {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        return all;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no free port", e);
        }
    }
}
