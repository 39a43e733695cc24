package io.portcullis.cli.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.portcullis.cli.admin.CommandFailure;
import java.security.PrivateKey;
import java.util.Base64;

/** Key pairs for clients, named by their thumbprints (RFC 7638). */
final class ClientKeys {

    private static final int RSA_BITS = 3072;

    private ClientKeys() {}

    /** A new pair for the algorithm. */
    static JWK generate(String algorithm) {
        JWSAlgorithm jws = JWSAlgorithm.parse(algorithm);
        try {
            if (JWSAlgorithm.Family.EC.contains(jws) && !jws.equals(JWSAlgorithm.ES256K)) {
                return new ECKeyGenerator(Curve.forJWSAlgorithm(jws).iterator().next())
                        .keyUse(KeyUse.SIGNATURE).algorithm(jws).keyIDFromThumbprint(true).generate();
            }
            if (JWSAlgorithm.Family.RSA.contains(jws)) {
                return new RSAKeyGenerator(RSA_BITS)
                        .keyUse(KeyUse.SIGNATURE).algorithm(jws).keyIDFromThumbprint(true).generate();
            }
        } catch (JOSEException e) {
            throw CommandFailure.failed("this Java makes no " + algorithm + " keys: " + e.getMessage());
        }
        throw CommandFailure.invalid("--algorithm: \"" + algorithm
                + "\" is none for client keys; it takes ES256, ES384, ES512, RS256, RS384, RS512, PS256, PS384 or PS512");
    }

    /** The private key in PKCS #8, as PEM (RFC 7468 section 10). */
    static String pem(JWK key) {
        try {
            PrivateKey secret = key instanceof ECKey ec ? ec.toECPrivateKey() : ((RSAKey) key).toRSAPrivateKey();
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(secret.getEncoded())
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (JOSEException e) {
            throw new IllegalStateException("a key that was just made can be read", e);
        }
    }
}
