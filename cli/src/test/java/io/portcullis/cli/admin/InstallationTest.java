package io.portcullis.cli.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InstallationTest {

    @TempDir
    private Path home;

    private Installation with(Map<String, String> settings) {
        java.util.HashMap<String, String> all = new java.util.HashMap<>(settings);
        all.put("PORTCULLIS_HOME", home.toString());
        return Installation.of(all);
    }

    private void localStack() throws Exception {
        Path state = Files.createDirectories(home.resolve(".portcullis"));
        Files.writeString(state.resolve("ports"), "PORTCULLIS_HTTP_PORT=18080\nPORTCULLIS_KEYCLOAK_PORT=18180\n"
                + "PORTCULLIS_MANAGEMENT_PORT=19091\n");
        Files.writeString(state.resolve("keycloak.pid"), "pid=1\n");
        Files.writeString(state.resolve("client-secret"), "of-the-stack");
    }

    @Test
    void defaultsAreThoseOfTheLocalStack() {
        assertEquals(URI.create("http://localhost:8180"), with(Map.of()).keycloakUrl());
        assertEquals("portcullis", with(Map.of()).realm());
        assertEquals(URI.create("http://127.0.0.1:9091"), with(Map.of()).managementUrl());
    }

    @Test
    void issuerTellsKeycloakAndRealm() {
        Installation installation = with(Map.of("PORTCULLIS_ISSUER", "https://sso.example.com/auth/realms/staff"));
        assertEquals(URI.create("https://sso.example.com/auth"), installation.keycloakUrl());
        assertEquals("staff", installation.realm());
    }

    @Test
    void runningLocalStackIsFoundAtItsPorts() throws Exception {
        localStack();
        Installation installation = with(Map.of("PORTCULLIS_PUBLIC_ORIGIN", "https://of.the.containers"));
        assertEquals(URI.create("http://localhost:18180"), installation.keycloakUrl());
        assertEquals(URI.create("http://localhost:18080"), installation.publicOrigin());
        assertEquals(Optional.of("of-the-stack"), installation.clientSecret());
    }

    @Test
    void wordThatAsksForASecretIsNeverTakenAsOne() {
        CommandFailure failure = assertThrows(CommandFailure.class,
                () -> with(Map.of("PORTCULLIS_CLIENT_SECRET", "generate")).clientSecret());
        assertTrue(failure.getMessage().contains("PORTCULLIS_CLIENT_SECRET"), failure.getMessage());
    }

    @Test
    void knownPasswordIsTriedAtTheLocalStackOnly() throws Exception {
        assertFalse(with(Map.of()).isLocalKeycloak(URI.create("http://localhost:8180")));
        localStack();
        assertTrue(with(Map.of()).isLocalKeycloak(URI.create("http://localhost:18180")));
        assertFalse(with(Map.of()).isLocalKeycloak(URI.create("http://localhost:8180")));
        assertFalse(with(Map.of()).isLocalKeycloak(URI.create("http://sso.example.com:18180")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost:8180", "ftp://x", "http://", "http://user:secret@host", "http://host?x=1"})
    void refusesWhatIsNoAddressAndShowsNoSecretOfIt(String text) {
        CommandFailure failure = assertThrows(CommandFailure.class, () -> Installation.address("--url", text));
        assertEquals(ExitCode.INVALID, failure.code());
        assertFalse(failure.getMessage().contains("secret"), failure.getMessage());
    }
}
