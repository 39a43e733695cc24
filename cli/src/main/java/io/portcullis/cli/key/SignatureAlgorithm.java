package io.portcullis.cli.key;

import java.util.Map;

/** The signature algorithms (RFC 7518 section 3.1, RFC 8037) that Keycloak makes keys for, and how it is told to. */
enum SignatureAlgorithm {
    RS256("rsa-generated", Map.of("algorithm", "RS256", "keySize", "2048")),
    RS384("rsa-generated", Map.of("algorithm", "RS384", "keySize", "3072")),
    RS512("rsa-generated", Map.of("algorithm", "RS512", "keySize", "4096")),
    PS256("rsa-generated", Map.of("algorithm", "PS256", "keySize", "2048")),
    PS384("rsa-generated", Map.of("algorithm", "PS384", "keySize", "3072")),
    PS512("rsa-generated", Map.of("algorithm", "PS512", "keySize", "4096")),
    ES256("ecdsa-generated", Map.of("ecdsaEllipticCurveKey", "P-256")),
    ES384("ecdsa-generated", Map.of("ecdsaEllipticCurveKey", "P-384")),
    ES512("ecdsa-generated", Map.of("ecdsaEllipticCurveKey", "P-521")),
    EdDSA("eddsa-generated", Map.of("eddsaEllipticCurveKey", "Ed25519"));

    private final String provider;
    private final Map<String, String> settings;

    SignatureAlgorithm(String provider, Map<String, String> settings) {
        this.provider = provider;
        this.settings = settings;
    }

    /** Keycloak's id of the key provider that generates such keys. */
    String provider() {
        return provider;
    }

    /** The provider's settings for such keys. */
    Map<String, String> settings() {
        return settings;
    }
}
