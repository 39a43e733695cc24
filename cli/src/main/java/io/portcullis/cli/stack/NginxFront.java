package io.portcullis.cli.stack;

import io.portcullis.cli.NotPossible;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** nginx as an ordinary process: its configuration rendered from the templates, all its files in its own folder. */
final class NginxFront implements Part {

    private static final String SUFFIX = ".template";

    private final StackSettings settings;
    private final StateFolder state;
    private final Ports ports;
    private final Probe probe = new Probe();

    NginxFront(StackSettings settings, StateFolder state, Ports ports) {
        this.settings = settings;
        this.state = state;
        this.ports = ports;
    }

    @Override
    public String name() {
        return "nginx";
    }

    @Override
    public Map<Integer, String> ports() {
        return Map.of(ports.http(), "PORTCULLIS_HTTP_PORT");
    }

    @Override
    public String address() {
        return ports.publicOrigin();
    }

    /** Renders the configuration and has nginx test it. */
    @Override
    public void prepare(Progress progress, Tools tools) throws IOException, NotPossible, InterruptedException {
        Path folder = state.folder("nginx");
        for (String name : List.of("conf.d", "logs", "tmp")) {
            Files.createDirectories(folder.resolve(name));
        }
        Path snippets = folder.resolve("snippets");
        if (!Files.exists(snippets, LinkOption.NOFOLLOW_LINKS)
                || !Files.readSymbolicLink(snippets).equals(source("snippets"))) {
            Files.deleteIfExists(snippets);
            Files.createSymbolicLink(snippets, source("snippets"));
        }
        Copies.delete(folder.resolve("conf.d"));
        Files.createDirectories(folder.resolve("conf.d"));
        try (DirectoryStream<Path> templates = Files.newDirectoryStream(source("templates"), "*" + SUFFIX)) {
            for (Path template : templates) {
                render(template, folder.resolve("conf.d"));
            }
        }
        render(source("local/nginx.conf.template"), folder);
        List<String> test = Stream.concat(command().stream(), Stream.of("-t")).toList();
        tools.run(folder, state.folder("logs").resolve("nginx-test.log"), Map.of(), test, seconds -> {});
    }

    @Override
    public List<String> command() throws IOException, NotPossible {
        Path folder = state.folder("nginx");
        return List.of(program().toString(), "-e", "logs/error.log", "-p", folder.toString(), "-c",
                folder.resolve("nginx.conf").toString());
    }

    @Override
    public Map<String, String> environment() {
        return Map.of();
    }

    /** The check is not reachable from outside: nginx itself says 404 there, whatever is behind it. */
    @Override
    public Optional<String> notReady() {
        return probe.notAnswering("http://127.0.0.1:" + ports.http() + "/oauth2/auth", 404);
    }

    private Path source(String name) {
        return settings.home().resolve("nginx").resolve(name);
    }

    private void render(Path template, Path folder) throws IOException, NotPossible {
        String name = template.getFileName().toString();
        Map<String, String> values = Map.of(
                "PORTCULLIS_HTTP_LISTEN", "127.0.0.1:" + ports.http(),
                "PORTCULLIS_ENFORCER_SERVERS", enforcers(),
                "PORTCULLIS_DEMO_UPSTREAM", "127.0.0.1:" + ports.demo(),
                // Started by root, the workers must still be able to use the folders, which only root can read.
                "PORTCULLIS_NGINX_USER", "root".equals(System.getProperty("user.name")) ? "user root;" : "");
        Files.writeString(folder.resolve(name.substring(0, name.length() - SUFFIX.length())),
                Template.render(template, values));
    }

    /** The enforcers' lines; where there are several, each session keeps to one of them. */
    private String enforcers() {
        String servers = settings.settings().getOrDefault(
                "PORTCULLIS_ENFORCER_SERVERS", "server 127.0.0.1:" + ports.enforcer() + ";");
        return servers.split("server ").length > 2 ? "hash $portcullis_session_key consistent; " + servers : servers;
    }

    private Path program() throws NotPossible {
        String set = settings.settings().get("PORTCULLIS_NGINX");
        if (set != null) {
            return Path.of(set);
        }
        String path = settings.settings().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
        return Stream.of(path.split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "nginx"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new NotPossible("nginx is not installed. Install it with: "
                        + ("root".equals(System.getProperty("user.name")) ? "" : "sudo ") + "apt-get install -y nginx"));
    }
}
