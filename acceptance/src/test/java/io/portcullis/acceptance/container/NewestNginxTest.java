package io.portcullis.acceptance.container;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The templates, rendered by the image itself for every way of serving, are accepted by the nginx inside it. */
@NeedsDocker
@ExtendWith(Containers.class)
final class NewestNginxTest {

    private static final String IMAGE = "portcullis/nginx";

    @TempDir
    private Path certificates;

    @ParameterizedTest(name = "PORTCULLIS_TLS={0}, site {1}, Keycloak {2}")
    @CsvSource({
        "off, http://localhost:8080, http://localhost:8180",
        "off, https://localhost:8443, https://localhost:8444",
        "on, https://localhost:8443, https://localhost:8444",
        "on, https://www.example.com, https://id.example.com",
        "ahead, https://www.example.com, https://id.example.com",
    })
    void nginxOfTheImageAcceptsTheContainersConfiguration(String tls, String site, String keycloak) throws Exception {
        Files.setPosixFilePermissions(certificates, PosixFilePermissions.fromString("rwxrwxrwx"));
        if (tls.equals("on")) {
            Compose.docker("run", "--rm", "-e", "PORTCULLIS_PUBLIC_ORIGIN=" + site,
                    "-e", "PORTCULLIS_KEYCLOAK_ORIGIN=" + keycloak, "-v", certificates + ":/certificates",
                    "portcullis/cli", "secrets", "--certificate", "/certificates").orFail("a certificate");
        }
        String said = Compose.docker("run", "--rm", "--read-only", "--tmpfs", "/tmp:mode=1777",
                "--tmpfs", "/etc/nginx/conf.d:uid=101,gid=101", "-v", certificates + ":/etc/portcullis/tls:ro",
                "-e", "PORTCULLIS_TLS=" + tls, "-e", "PORTCULLIS_PUBLIC_ORIGIN=" + site,
                "-e", "PORTCULLIS_KEYCLOAK_ORIGIN=" + keycloak,
                "-e", "PORTCULLIS_ENFORCERS=127.0.0.2:9090 127.0.0.3:9090", "-e", "PORTCULLIS_KEYCLOAKS=127.0.0.4:8080",
                "-e", "PORTCULLIS_DEMO=127.0.0.5:8080", "--entrypoint", "sh", IMAGE, "-ec",
                ". /opt/portcullis/bin/settings.envsh; export PORTCULLIS_TEMPLATES;"
                        + " /opt/portcullis/bin/render.sh /etc/nginx/conf.d; nginx -t; ls /etc/nginx/conf.d").orFail("nginx -t");
        assertTrue(said.contains("test is successful"), said);
        assertTrue(said.contains(tls.equals("on") ? "tls.conf" : "keycloak.conf"), said);
        assertFalse(said.contains("[warn]"), said);
    }

    @Test
    void nginxOfTheImageIsNewerThanTheOldestSupported() throws Exception {
        String version = Compose.docker("run", "--rm", "--entrypoint", "nginx", IMAGE, "-v").orFail("nginx -v");
        int minor = Integer.parseInt(version.replaceAll("(?s).*nginx/1\\.(\\d+)\\..*", "$1"));
        assertTrue(minor > 22, version);
    }
}
