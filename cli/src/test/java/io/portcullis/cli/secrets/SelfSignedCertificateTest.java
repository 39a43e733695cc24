package io.portcullis.cli.secrets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.cli.NotPossible;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The certificate for trying HTTPS. */
class SelfSignedCertificateTest {

    @TempDir
    private Path folder;

    private boolean make(String... origins) throws Exception {
        return new SelfSignedCertificate(folder, new SecureRandom()).make(List.of(origins));
    }

    @Test
    void certificateIsForTheHostsOfBothAddressesAndSignedByItsOwnKey() throws Exception {
        assertTrue(make("https://www.example.com", "https://id.example.com:8444"));
        try (InputStream in = Files.newInputStream(folder.resolve("tls.crt"))) {
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            certificate.verify(certificate.getPublicKey());
            assertEquals(List.of("www.example.com", "id.example.com"),
                    certificate.getSubjectAlternativeNames().stream().map(name -> name.get(1)).toList());
        }
        assertTrue(Files.readString(folder.resolve("tls.key")).startsWith("-----BEGIN PRIVATE KEY-----\n"));
    }

    @Test
    void pairThatIsThereStays() throws Exception {
        make("https://localhost:8443", "https://localhost:8444");
        byte[] first = Files.readAllBytes(folder.resolve("tls.key"));
        assertFalse(make("https://localhost:8443", "https://localhost:8444"));
        assertArrayEquals(first, Files.readAllBytes(folder.resolve("tls.key")));
    }

    @Test
    void halfAPairIsNotReplaced() throws Exception {
        Files.writeString(folder.resolve("tls.key"), "mine");
        assertThrows(NotPossible.class, () -> make("https://localhost:8443", "https://localhost:8444"));
        assertEquals("mine", Files.readString(folder.resolve("tls.key")));
    }

    @Test
    void addressWithoutHttpsIsNamedWithWhatToWrite() {
        NotPossible e = assertThrows(NotPossible.class, () -> make("http://localhost:8080", "https://localhost:8444"));
        assertTrue(e.getMessage().contains("http://localhost:8080") && e.getMessage().contains("PORTCULLIS_PUBLIC_ORIGIN"));
    }
}
