package io.portcullis.provider;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;

/** What this jar is: shown in the admin console under Provider info, and compared with the server by the doctor. */
final class ProviderBuild {

    private ProviderBuild() {
    }

    static Map<String, String> info() {
        Properties made = new Properties();
        try (InputStream in = ProviderBuild.class.getResourceAsStream("/portcullis-provider.properties")) {
            if (in != null) {
                made.load(in);
            }
        } catch (IOException e) {
            // Only information: the server must not fail to start for want of it.
            made.clear();
        }
        return Map.of("Portcullis", made.getProperty("version", "unknown"),
                "made for Keycloak", made.getProperty("keycloak.version", "unknown"));
    }
}
