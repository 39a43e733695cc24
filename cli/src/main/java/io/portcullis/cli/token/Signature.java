package io.portcullis.cli.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.OctetKeyPair;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Set;

/** Whether one of the realm's published keys made the token's signature (RFC 7515 section 5.2, RFC 8725 section 3.1). */
final class Signature {

    private static final Set<String> ALLOWED = Set.of(
            "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");
    /** What stands before the 32 bytes of an Ed25519 key in its X.509 form (RFC 8410 section 4). */
    private static final byte[] ED25519_PREFIX = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

    private final JWKSet keys;

    Signature(JWKSet keys) {
        this.keys = keys;
    }

    Finding of(ReadToken token) {
        JWSHeader header = token.jws().getHeader();
        String algorithm = header.getAlgorithm().getName();
        if (token.isRefreshToken() && algorithm.startsWith("HS")) {
            return Finding.note("signature", algorithm + ", with a key that only Keycloak has: it alone can verify refresh"
                    + " tokens");
        }
        if (!ALLOWED.contains(algorithm)) {
            return Finding.refused("signature", "the algorithm " + algorithm + " is not one that the gate accepts");
        }
        JWK key = header.getKeyID() == null ? null : keys.getKeyByKeyId(header.getKeyID());
        if (key == null) {
            return Finding.refused("signature", "the realm publishes no key "
                    + (header.getKeyID() == null ? "without an id" : header.getKeyID())
                    + ": another realm's token, or of a key that was retired");
        }
        try {
            return verifies(token, key)
                    ? Finding.good("signature", algorithm + ", by the realm's key " + key.getKeyID())
                    : Finding.refused("signature", "the realm's key " + key.getKeyID() + " did not make it: the token was"
                            + " changed or forged");
        } catch (JOSEException | GeneralSecurityException e) {
            return Finding.refused("signature", "the realm's key " + key.getKeyID() + " is not one for " + algorithm);
        }
    }

    private static boolean verifies(ReadToken token, JWK key) throws JOSEException, GeneralSecurityException {
        JWSHeader header = token.jws().getHeader();
        if (header.getAlgorithm().equals(JWSAlgorithm.EdDSA)) {
            return key instanceof OctetKeyPair pair && ed25519(token, pair);
        }
        if (key.getKeyType() != KeyType.forAlgorithm(header.getAlgorithm()) || !(key instanceof AsymmetricJWK pair)) {
            throw new JOSEException("another kind of key");
        }
        return token.jws().verify(new DefaultJWSVerifierFactory().createJWSVerifier(header, pair.toPublicKey()));
    }

    private static boolean ed25519(ReadToken token, OctetKeyPair key) throws GeneralSecurityException {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        encoded.writeBytes(ED25519_PREFIX);
        encoded.writeBytes(key.getDecodedX());
        PublicKey publicKey = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded.toByteArray()));
        java.security.Signature check = java.security.Signature.getInstance("Ed25519");
        check.initVerify(publicKey);
        check.update(token.jws().getSigningInput());
        return check.verify(token.jws().getSignature().decode());
    }
}
