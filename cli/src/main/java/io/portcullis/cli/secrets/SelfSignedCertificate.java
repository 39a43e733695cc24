package io.portcullis.cli.secrets;

import io.portcullis.cli.NotPossible;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A key and a self-signed certificate for trying HTTPS. Java's own keytool makes them; browsers warn of them. */
final class SelfSignedCertificate {

    private static final int DAYS = 365;
    private static final int LINE = 64;
    private static final int KEYTOOL_SECONDS = 60;

    private final Path folder;
    private final SecureRandom random;

    SelfSignedCertificate(Path folder, SecureRandom random) {
        this.folder = folder;
        this.random = random;
    }

    /**
     * Makes {@code tls.crt} and {@code tls.key} (PEM) unless both are there.
     *
     * @param origins the addresses that the certificate is for
     * @return whether it made them
     * @throws NotPossible when only one of the two is there, an origin is not HTTPS, or keytool fails
     */
    boolean make(List<String> origins) throws NotPossible, IOException, InterruptedException {
        Set<String> hosts = new LinkedHashSet<>();
        for (String origin : origins) {
            URI uri = URI.create(origin);
            if (!"https".equals(uri.getScheme()) || uri.getHost() == null) {
                throw new NotPossible("the tls profile needs addresses that begin with https://, and one is " + origin
                        + ". Set PORTCULLIS_PUBLIC_ORIGIN and PORTCULLIS_KEYCLOAK_ORIGIN in .env, for trying to "
                        + "https://localhost:8443 and https://localhost:8444.");
            }
            hosts.add(uri.getHost());
        }
        Path certificate = folder.resolve("tls.crt");
        Path key = folder.resolve("tls.key");
        if (Files.exists(certificate) != Files.exists(key)) {
            throw new NotPossible("of tls.crt and tls.key only one is there; put both into the folder, or none");
        }
        if (Files.exists(certificate)) {
            return false;
        }
        try {
            KeyStore.PrivateKeyEntry made = keytool(hosts);
            // The programs that read it run as other users; who sees the folder is decided by where it is mounted.
            write(key, "PRIVATE KEY", made.getPrivateKey().getEncoded());
            write(certificate, "CERTIFICATE", made.getCertificate().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new NotPossible("the certificate could not be made: " + e.getMessage(), e);
        }
        return true;
    }

    private KeyStore.PrivateKeyEntry keytool(Set<String> hosts)
            throws IOException, InterruptedException, NotPossible, GeneralSecurityException {
        Path scratch = Files.createTempDirectory("portcullis");
        Path store = scratch.resolve("store.p12");
        String password = Secret.random(random);
        String names = hosts.stream().map(host -> (host.matches("[0-9.]+|\\[.*]") ? "ip:" : "dns:") + host)
                .collect(Collectors.joining(","));
        try {
            ProcessBuilder keytool = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", "tls",
                    "-keyalg", "EC", "-groupname", "secp256r1", "-validity", Integer.toString(DAYS),
                    "-dname", "CN=" + hosts.iterator().next(), "-ext", "san=" + names, "-ext", "eku=serverAuth",
                    "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass:env", "STORE_PASSWORD");
            keytool.environment().put("STORE_PASSWORD", password);
            Path said = scratch.resolve("keytool.log");
            Process process = keytool.redirectErrorStream(true).redirectOutput(said.toFile()).start();
            if (!process.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new NotPossible("keytool could not make a certificate: " + Files.readString(said).strip());
            }
            KeyStore made = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                made.load(in, password.toCharArray());
            }
            return (KeyStore.PrivateKeyEntry)
                    made.getEntry("tls", new KeyStore.PasswordProtection(password.toCharArray()));
        } finally {
            for (String name : List.of("store.p12", "keytool.log")) {
                Files.deleteIfExists(scratch.resolve(name));
            }
            Files.deleteIfExists(scratch);
        }
    }

    private static void write(Path file, String kind, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    }
}
