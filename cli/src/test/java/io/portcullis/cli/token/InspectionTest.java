package io.portcullis.cli.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.token.Finding.Verdict;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class InspectionTest {

    private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");
    private static final String ISSUER = "https://sso.example.com/realms/portcullis";
    private static final String GOOD = """
            {"iss":"%s","aud":["portcullis"],"typ":"Bearer","sub":"s","jti":"j","sid":"x","iat":%d,"exp":%d,"roles":["user"]}
            """.formatted(ISSUER, NOW.getEpochSecond() - 10, NOW.getEpochSecond() + 290);

    private final ECKey key = key("k1");

    private static ECKey key(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (com.nimbusds.jose.JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private String signed(String claims, ECKey by) throws Exception {
        JWSObject jws = new JWSObject(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(), new Payload(claims));
        jws.sign(new ECDSASigner(by));
        return jws.serialize();
    }

    private List<Finding> inspect(String claims) throws Exception {
        return new Inspection(ISSUER, "portcullis", Clock.fixed(NOW, ZoneOffset.UTC))
                .of(ReadToken.parse(signed(claims, key)));
    }

    private static String refused(List<Finding> findings) {
        return findings.stream().filter(each -> each.verdict() == Verdict.REFUSED).map(Finding::about)
                .collect(Collectors.joining(","));
    }

    @Test
    void goodTokenIsRefusedForNothing() throws Exception {
        assertEquals("", refused(inspect(GOOD)));
    }

    @Test
    void eachFaultIsNamed() throws Exception {
        assertEquals("issuer", refused(inspect(GOOD.replace(ISSUER, "https://evil.example"))));
        assertEquals("audience", refused(inspect(GOOD.replace("[\"portcullis\"]", "[\"account\"]"))));
        assertEquals("kind", refused(inspect(GOOD.replace("Bearer", "ID"))));
        assertEquals("expires", refused(inspect(GOOD.replace("" + (NOW.getEpochSecond() + 290), "" + NOW.getEpochSecond()))));
        assertEquals("issued", refused(inspect(GOOD.replace("" + (NOW.getEpochSecond() - 10), "" + (NOW.getEpochSecond() + 60)))));
        assertEquals("linkage", refused(inspect(GOOD.replace("\"jti\":\"j\",", ""))));
    }

    @Test
    void timesAreToldInWords() {
        assertEquals("in 4 min 50 s (2026-11-22T06:04:50Z)", Inspection.words(NOW.getEpochSecond() + 290, NOW));
        assertEquals("2 days ago (2026-11-20T06:00:00Z)", Inspection.words(NOW.getEpochSecond() - 172800, NOW));
    }

    @Test
    void refreshTokenMustNameItsAccessToken() throws Exception {
        String refresh = GOOD.replace("Bearer", "Refresh");
        assertTrue(refused(inspect(refresh)).contains("linkage"));
        ReadToken linked = ReadToken.parse(signed(
                refresh.replace("{\"iss\"", "{\"access_token_jti\":\"j\",\"access_token_iat\":1,\"iss\""), key));
        ReadToken access = ReadToken.parse(signed(GOOD, key));
        assertEquals(Verdict.GOOD, Inspection.pair(access, linked).verdict());
        ReadToken other = ReadToken.parse(signed(GOOD.replace("\"jti\":\"j\"", "\"jti\":\"k\""), key));
        assertEquals(Verdict.REFUSED, Inspection.pair(linked, other).verdict());
    }

    @Test
    void signatureMustBeByThatKeyOfTheRealm() throws Exception {
        Signature signature = new Signature(new JWKSet(key.toPublicJWK()));
        assertEquals(Verdict.GOOD, signature.of(ReadToken.parse(signed(GOOD, key))).verdict());
        assertEquals(Verdict.REFUSED, signature.of(ReadToken.parse(signed(GOOD, key("k1")))).verdict());
        assertEquals(Verdict.REFUSED,
                new Signature(new JWKSet(key("k2").toPublicJWK())).of(ReadToken.parse(signed(GOOD, key))).verdict());
    }

    @Test
    void accessTokenWithASharedSecretIsRefused() throws Exception {
        JWSObject jws = new JWSObject(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k1").build(), new Payload(GOOD));
        jws.sign(new MACSigner(new byte[32]));
        Finding finding = new Signature(new JWKSet(key.toPublicJWK())).of(ReadToken.parse(jws.serialize()));
        assertEquals(Verdict.REFUSED, finding.verdict());
    }

    @Test
    void edwardsSignatureIsVerified() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        OctetKeyPair published = new OctetKeyPair.Builder(Curve.Ed25519,
                Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length))).keyID("k1").build();
        String input = Base64URL.encode("{\"alg\":\"EdDSA\",\"kid\":\"k1\"}") + "." + Base64URL.encode(GOOD);
        java.security.Signature signer = java.security.Signature.getInstance("Ed25519");
        signer.initSign(pair.getPrivate());
        signer.update(input.getBytes());
        byte[] made = signer.sign();
        Signature signature = new Signature(new JWKSet(published));
        assertEquals(Verdict.GOOD, signature.of(ReadToken.parse(input + "." + Base64URL.encode(made))).verdict());
        made[3] ^= 1;
        assertEquals(Verdict.REFUSED, signature.of(ReadToken.parse(input + "." + Base64URL.encode(made))).verdict());
    }

    @Test
    void whatIsNoSignedTokenIsRefusedWithoutShowingIt() {
        String unsigned = Base64URL.encode("{\"alg\":\"none\"}") + "." + Base64URL.encode(GOOD) + ".";
        for (String text : List.of("secret-text", "a.b.c", unsigned, "a.b.c.d.e")) {
            CommandFailure failure = assertThrows(CommandFailure.class, () -> ReadToken.parse(text));
            assertFalse(failure.getMessage().contains(text), failure.getMessage());
        }
    }

    @Test
    void tokenIsReadBareAsCredentialOrOutOfJson() {
        assertEquals("a.b.c", TokenText.of(" a.b.c\n", "-"));
        assertEquals("a.b.c", TokenText.of("bearer a.b.c", "-"));
        assertEquals("a.b.c", TokenText.of("{\"access_token\":\"a.b.c\"}", "-"));
        assertThrows(CommandFailure.class, () -> TokenText.of("{}", "-"));
        assertThrows(CommandFailure.class, () -> TokenText.of("  ", "-"));
    }
}
