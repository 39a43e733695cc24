package io.portcullis.cli.admin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The certificate authorities that HTTPS connections trust: Java's own, or those of {@code PORTCULLIS_CA_FILE}. */
public final class TrustedRoots {

    private TrustedRoots() {}

    /**
     * The TLS settings of an installation.
     *
     * @param installation whose {@code PORTCULLIS_CA_FILE} (PEM) names the authorities
     * @return the context for outgoing connections
     * @throws CommandFailure when the file is named and holds no certificates
     */
    public static SSLContext of(Installation installation) {
        Optional<Path> file = installation.setting("PORTCULLIS_CA_FILE").map(installation.home()::resolve);
        try {
            if (file.isEmpty()) {
                return SSLContext.getDefault();
            }
            KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
            roots.load(null, null);
            int number = 0;
            try (InputStream in = Files.newInputStream(file.get())) {
                for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                    roots.setCertificateEntry("root-" + number++, each);
                }
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(roots);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw CommandFailure.invalid("PORTCULLIS_CA_FILE: " + file.map(Path::toString).orElse("Java's own roots")
                    + " cannot be used (" + e.getMessage() + "); it takes certificates in PEM");
        }
    }
}
