package io.portcullis.cli.key;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.ExitCode;
import io.portcullis.cli.admin.OutputOptions;
import io.portcullis.cli.admin.OwnFile;
import io.portcullis.cli.admin.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portcullis key generate}: a key pair with which a client authenticates by {@code private_key_jwt}. */
@Command(
        name = "generate",
        description = {
            "Make a key pair for a client that authenticates by private_key_jwt (RFC 7523): NAME.pem, the private key "
                    + "(PKCS #8), NAME.jwk, the same with its id, for PORTCULLIS_CLIENT_KEY_FILE, and NAME.jwks, the "
                    + "public key for Keycloak. All readable by you only.",
            "Files that are there already are left as they are."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  portcullis key generate gate",
            "  portcullis key generate /etc/portcullis/gate --algorithm RS256",
            "  Then in Keycloak's console: Clients > portcullis > Credentials > Signed JWT, and Keys > Import > JWKS;",
            "  and for the enforcer: PORTCULLIS_CLIENT_KEY_FILE=/etc/portcullis/gate.jwk instead of the secret."
        })
final class GenerateKey implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "The files' name without an ending; a folder may come before it.")
    private Path name;

    @Option(names = "--algorithm", paramLabel = "ALG", defaultValue = "ES256",
            description = "ES256, ES384, ES512, RS256, PS256 or the like (${DEFAULT-VALUE}).")
    private String algorithm;

    @Option(names = "--force", description = "Make a new pair in place of the one that is there.")
    private boolean force;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() {
        Path pem = beside(".pem");
        Path jwk = beside(".jwk");
        Path jwks = beside(".jwks");
        Report report = output.report();
        boolean there = Files.exists(pem) || Files.exists(jwk) || Files.exists(jwks);
        if (there && !force) {
            if (!Files.exists(jwks) || !Files.exists(pem) || !Files.exists(jwk)) {
                throw CommandFailure.conflict("some of " + pem + ", " + jwk + " and " + jwks + " are there and some are"
                        + " not; move them away, or replace them all with --force");
            }
            report.already(jwk + " is there, with the key " + idOf(jwks)).with("kid", idOf(jwks));
        } else {
            JWK key = ClientKeys.generate(algorithm);
            OwnFile.write(pem, ClientKeys.pem(key));
            OwnFile.write(jwk, key.toJSONString() + "\n");
            OwnFile.write(jwks, new JWKSet(key.toPublicJWK()).toString() + "\n");
            report.did("made an " + algorithm + " key: " + key.getKeyID()).with("kid", key.getKeyID());
        }
        report.with("privateKey", pem.toString()).with("privateJwk", jwk.toString()).with("publicJwks", jwks.toString())
                .print();
        return ExitCode.OK.number();
    }

    private Path beside(String ending) {
        Path file = name.getFileName();
        if (file == null || file.toString().isBlank()) {
            throw CommandFailure.invalid("NAME is not a file's name: \"" + name + "\"");
        }
        return name.resolveSibling(file + ending);
    }

    private static String idOf(Path jwks) {
        try {
            return JWKSet.load(jwks.toFile()).getKeys().get(0).getKeyID();
        } catch (java.io.IOException | ParseException | IndexOutOfBoundsException e) {
            throw CommandFailure.conflict(jwks + " is there and is no JWKS; move it away, or replace it with --force");
        }
    }
}
