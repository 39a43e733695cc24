package io.portcullis.provider.it;

import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The Keycloak distribution as ordinary processes on loopback: an H2 server, and two nodes that find each other through
 * it. The built server (with the jar in it) is kept under {@code target} and used again until the jar changes.
 */
final class DistributionCluster implements KeycloakCluster {

    /** For servers that live for minutes, compiling less is quicker. */
    private static final String JVM = Boolean.getBoolean("portcullis.measure") ? "" : "-XX:TieredStopAtLevel=1";
    private static final Duration STARTUP = Duration.ofSeconds(600);

    private static final String DATABASE_ACCOUNT = "keycloak";

    private final Path home;
    private final Path logs;
    private final Process database;
    private final int databasePort = FreePort.find();
    private final List<Node> nodes = new ArrayList<>();

    /** Where kcadm and the other tools of the distribution are. */
    Path home() {
        return home;
    }

    /** One node's ports and, while it runs, its process. */
    private static final class Node {
        private final int http = FreePort.find();
        private final int management = FreePort.find();
        // JGroups adds 50000 for its failure detector, so the port has to stay below 15536.
        private final int cluster = ThreadLocalRandom.current().nextInt(10_000, 15_000);
        private Process process;
    }

    DistributionCluster() throws Exception {
        Path work = Files.createDirectories(Path.of(System.getProperty("keycloak.work")));
        Path jar = Path.of(System.getProperty("provider.jar"));
        home = work.resolve("server-" + digest(jar).substring(0, 12));
        logs = Files.createDirectories(work.resolve("logs"));
        if (!Files.exists(home.resolve("built"))) {
            deleteWhatStartsWith(work, "server-");
            build(jar);
        }
        deleteWhatStartsWith(work, "h2-");
        Path imports = Files.createDirectories(home.resolve("data/import"));
        Path export = Path.of(System.getProperty("realm.export"));
        for (Path file : List.of(export.resolve("portcullis-realm.json"), export.resolve("demo/portcullis-users-0.json"))) {
            Files.copy(file, imports.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        database = startDatabase(Files.createTempDirectory(work, "h2-"));
        nodes.add(new Node());
        nodes.add(new Node());
        for (Node node : nodes) {
            start(node);
        }
    }

    private void build(Path jar) throws Exception {
        Path distribution = Path.of(System.getProperty("keycloak.home"));
        run("copy", Map.of(), List.of("cp", "-a", distribution.toString(), home.toString()));
        Files.copy(jar, home.resolve("providers").resolve(jar.getFileName()));
        Path script = home.resolve("bin/kc.sh");
        script.toFile().setExecutable(true);
        run("build", Map.of("JAVA_OPTS_APPEND", JVM), List.of(script.toString(), "build", "--db=dev-file", "--health-enabled=true"));
        Files.createFile(home.resolve("built"));
    }

    private void run(String name, Map<String, String> environment, List<String> command) throws Exception {
        Process process = launch(name, environment, command);
        if (!process.waitFor(STARTUP.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException(name + " failed:\n" + tail(name));
        }
    }

    private Process startDatabase(Path folder) throws Exception {
        Process process = launch("h2", Map.of(), List.of(java(), "-Xmx256m", "-Dh2.bindAddress=127.0.0.1", "-cp",
                databaseJar().toString(), "org.h2.tools.Server", "-tcp", "-tcpPort", Integer.toString(databasePort),
                "-ifNotExists", "-baseDir", folder.toString()));
        Await.until("H2 to listen", Duration.ofSeconds(30), () -> listens(databasePort));
        return process;
    }

    private Path databaseJar() throws IOException {
        try (Stream<Path> jars = Files.list(home.resolve("lib/lib/main"))) {
            return jars.filter(file -> file.getFileName().toString().startsWith("com.h2database.h2-")).findFirst()
                    .orElseThrow();
        }
    }

    private String databaseUrl() {
        return "jdbc:h2:tcp://127.0.0.1:" + databasePort + "/./keycloak;NON_KEYWORDS=VALUE";
    }

    /** Runs a statement in the nodes' database, for faults that cannot be had otherwise. */
    void inDatabase(String statement) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(new URL[] {databaseJar().toUri().toURL()})) {
            Driver driver = (Driver) loader.loadClass("org.h2.Driver").getConstructor().newInstance();
            Properties account = new Properties();
            account.setProperty("user", DATABASE_ACCOUNT);
            account.setProperty("password", DATABASE_ACCOUNT);
            try (Connection connection = driver.connect(databaseUrl(), account);
                    Statement prepared = connection.createStatement()) {
                prepared.execute(statement);
            }
        }
    }

    private void start(Node node) throws Exception {
        Map<String, String> environment = new HashMap<>(Map.of(
                "KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN, "KC_BOOTSTRAP_ADMIN_PASSWORD", ADMIN_PASSWORD,
                "PORTCULLIS_CLIENT_SECRET", CLIENT_SECRET, "PORTCULLIS_PUBLIC_ORIGIN", PUBLIC_ORIGIN,
                "PORTCULLIS_BACKCHANNEL_ORIGIN", BACKCHANNEL_ORIGIN,
                "JAVA_OPTS_KC_HEAP", "-Xms128m -Xmx512m", "JAVA_OPTS_APPEND", JVM));
        String name = "node-" + (nodes.indexOf(node) + 1);
        node.process = launch(name, environment, List.of(home.resolve("bin/kc.sh").toString(), "start", "--optimized",
                "--import-realm", "--http-enabled=true", "--http-host=127.0.0.1", "--http-port=" + node.http,
                "--http-management-port=" + node.management,
                "--hostname=http://127.0.0.1:" + nodes.get(0).http,
                "--db-url=" + databaseUrl(), "--db-username=" + DATABASE_ACCOUNT, "--db-password=" + DATABASE_ACCOUNT,
                "--cache=ispn", "--cache-embedded-network-bind-address=127.0.0.1",
                "--cache-embedded-network-bind-port=" + node.cluster));
        Await.until(name + " to be ready", STARTUP, () -> {
            if (!node.process.isAlive()) {
                throw new IllegalStateException(name + " stopped:\n" + tail(name));
            }
            return isReady(node);
        });
    }

    private static boolean isReady(Node node) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + node.management + "/health/ready").toURL().openConnection();
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(5000);
            return connection.getResponseCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private Process launch(String name, Map<String, String> environment, List<String> command) throws IOException {
        File log = logs.resolve(name + ".log").toFile();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(log));
        builder.environment().keySet().removeIf(key -> key.startsWith("KC_"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private String tail(String name) throws IOException {
        List<String> lines = Files.readAllLines(logs.resolve(name + ".log"));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }

    @Override
    public List<URI> nodes() {
        return nodes.stream().map(node -> URI.create("http://127.0.0.1:" + node.http)).toList();
    }

    @Override
    public void restart() throws Exception {
        nodes.forEach(node -> stop(node.process));
        for (Node node : nodes) {
            start(node);
        }
    }

    @Override
    public void close() {
        nodes.forEach(node -> stop(node.process));
        stop(database);
    }

    private static void stop(Process process) {
        if (process == null || !process.isAlive()) {
            return;
        }
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroy);
        for (ProcessHandle handle : all) {
            try {
                handle.onExit().get(30, TimeUnit.SECONDS);
            } catch (Exception stuck) {
                handle.destroyForcibly();
            }
        }
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

    private static String digest(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    private static void deleteWhatStartsWith(Path folder, String prefix) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.filter(each -> each.getFileName().toString().startsWith(prefix)).toList()) {
                try (Stream<Path> files = Files.walk(entry)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        }
    }
}
