package io.portcullis.acceptance.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every template, rendered for every way of serving, is accepted by the nginx of this machine. */
final class NginxTemplatesTest {

    private static final Path CHECKOUT = Compose.CHECKOUT;
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(PORTCULLIS_[A-Z_]+)}");

    @TempDir
    private Path folder;

    @BeforeEach
    void layOut() throws Exception {
        Files.createDirectories(folder.resolve("conf.d"));
        Files.createDirectories(folder.resolve("snippets"));
        for (Path snippet : files(CHECKOUT.resolve("nginx/snippets"))) {
            Files.copy(snippet, folder.resolve("snippets").resolve(snippet.getFileName()));
        }
        Files.writeString(folder.resolve("mime.types"), "types { text/html html; }\n");
    }

    @ParameterizedTest(name = "PORTCULLIS_TLS={0}, site {1}, Keycloak {2}")
    @CsvSource({
        "off, http://localhost:8080, http://localhost:8180",
        "off, https://localhost:8443, https://localhost:8444",
        "on, https://localhost:8443, https://localhost:8444",
        "on, https://www.example.com, https://id.example.com",
        "ahead, https://www.example.com, https://id.example.com",
    })
    void nginxAcceptsTheContainersConfiguration(String tls, String site, String keycloak) throws Exception {
        Map<String, String> values = settings(tls, site, keycloak);
        for (Path template : files(CHECKOUT.resolve("nginx/templates"))) {
            render(template, values);
        }
        for (String name : values.get("PORTCULLIS_TEMPLATES").split(" ")) {
            render(CHECKOUT.resolve("deploy/nginx/templates/" + name + ".conf.template"), values);
        }
        String main = Files.readString(CHECKOUT.resolve("deploy/nginx/nginx.conf"));
        Files.writeString(folder.resolve("nginx.conf"),
                main.replace(" /tmp/", " " + folder + "/").replace("/etc/nginx/", folder + "/"));
        accepted();
    }

    private Map<String, String> settings(String tls, String site, String keycloak) throws Exception {
        Map<String, String> given = new HashMap<>(Map.of("PORTCULLIS_TLS", tls, "PORTCULLIS_PUBLIC_ORIGIN", site,
                "PORTCULLIS_KEYCLOAK_ORIGIN", keycloak, "PORTCULLIS_ENFORCERS", "127.0.0.2:9090 127.0.0.3:9090",
                "PORTCULLIS_KEYCLOAKS", "127.0.0.4:8080", "PORTCULLIS_DEMO", "127.0.0.5:8080", "TMPDIR", folder.toString()));
        Path script = CHECKOUT.resolve("deploy/nginx/bin/settings.envsh");
        String said = Docker.run(folder, given, Duration.ofSeconds(20),
                        List.of("bash", "-c", "set -a; . '" + script + "'; for n in ${!PORTCULLIS_*}; do printf '%s=%s\\0' $n \"${!n}\"; done"))
                .orFail("settings.envsh");
        Map<String, String> values = new HashMap<>();
        for (String line : said.split("\0")) {
            String[] pair = line.split("=", 2);
            values.put(pair[0], pair[1]);
        }
        assertTrue(values.get("PORTCULLIS_ENFORCER_SERVERS").contains("server 127.0.0.2:9090"), said);
        assertTrue(values.get("PORTCULLIS_ENFORCER_SERVERS").startsWith("hash $portcullis_session_key consistent;"), said);
        if (tls.equals("on")) {
            Docker.run(folder, given, Duration.ofSeconds(60), List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar",
                    CHECKOUT.resolve("cli/target/portcullis-cli.jar").toString(), "secrets", "--certificate", folder.toString()))
                    .orFail("portcullis secrets --certificate");
            values.put("PORTCULLIS_TLS_CERTIFICATE", folder.resolve("tls.crt").toString());
            values.put("PORTCULLIS_TLS_KEY", folder.resolve("tls.key").toString());
        }
        return values;
    }

    private void render(Path template, Map<String, String> values) throws IOException {
        Matcher matcher = PLACEHOLDER.matcher(Files.readString(template));
        String text = matcher.replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
        assertFalse(PLACEHOLDER.matcher(text).find(), template + " has a placeholder without a value:\n" + text);
        Files.writeString(folder.resolve("conf.d").resolve(template.getFileName().toString().replace(".template", "")), text);
    }

    private void accepted() throws Exception {
        Docker.Run test = Docker.run(folder, Map.of("PATH", System.getenv("PATH") + ":/usr/sbin:/usr/local/sbin"),
                Duration.ofSeconds(30), List.of("sh", "-c",
                        "exec nginx -t -e stderr -p '" + folder + "' -c '" + folder + "/nginx.conf'"));
        assertEquals(0, test.exit(), test.said());
        assertFalse(test.said().contains("[warn]") && !test.said().contains("worker_connections"), test.said());
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
