package io.portcullis.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The versions this command was built with.
 *
 * @param version the version of Portcullis
 * @param keycloakVersion the version of the Keycloak server that Portcullis is built for
 */
public record Build(String version, String keycloakVersion) {

    /**
     * The versions recorded in the jar at build time.
     *
     * @return the versions
     * @throws UncheckedIOException when the record is missing, which only a broken build can cause
     */
    public static Build current() {
        Properties properties = new Properties();
        try (InputStream in = Build.class.getResourceAsStream("build.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("build.properties cannot be read from the jar; build Portcullis again", e);
        }
        return new Build(properties.getProperty("version"), properties.getProperty("keycloak.version"));
    }
}
