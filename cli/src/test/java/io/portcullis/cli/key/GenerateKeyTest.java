package io.portcullis.cli.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class GenerateKeyTest {

    @TempDir
    private Path folder;

    private int generate(String... more) {
        CommandLine line = new CommandLine(new GenerateKey());
        line.setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(new StringWriter()));
        line.setExecutionExceptionHandler(new io.portcullis.cli.admin.Faults());
        String[] words = new String[more.length + 1];
        words[0] = folder.resolve("gate").toString();
        System.arraycopy(more, 0, words, 1, more.length);
        return line.execute(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ES256", "ES512", "RS256", "PS256"})
    void filesHoldOneKeyAndOnlyTheOwnerReadsThem(String algorithm) throws Exception {
        assertEquals(0, generate("--algorithm", algorithm));
        JWK secret = JWK.parse(Files.readString(folder.resolve("gate.jwk")));
        JWK published = JWKSet.load(folder.resolve("gate.jwks").toFile()).getKeys().get(0);
        assertTrue(secret.isPrivate());
        assertFalse(published.isPrivate());
        assertEquals(secret.getKeyID(), published.getKeyID());
        assertTrue(Files.readString(folder.resolve("gate.pem")).startsWith("-----BEGIN PRIVATE KEY-----"));
        for (String ending : new String[] {".pem", ".jwk", ".jwks"}) {
            assertEquals("rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("gate" + ending))));
        }
    }

    @Test
    void secondRunLeavesTheKeyAsItIs() throws Exception {
        generate();
        String before = Files.readString(folder.resolve("gate.jwk"));
        assertEquals(0, generate());
        assertEquals(before, Files.readString(folder.resolve("gate.jwk")));
    }

    @Test
    void halfAPairIsAConflict() throws Exception {
        generate();
        Files.delete(folder.resolve("gate.jwks"));
        assertEquals(5, generate());
    }

    @Test
    void algorithmWithASharedSecretIsRefused() {
        assertEquals(2, generate("--algorithm", "HS256"));
        assertEquals(0, folder.toFile().list().length);
    }
}
