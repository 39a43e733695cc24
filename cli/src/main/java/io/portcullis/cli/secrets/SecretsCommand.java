package io.portcullis.cli.secrets;

import io.portcullis.cli.NotPossible;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The word {@code secrets}: makes strong secrets, and never shows one. */
@Command(
        name = "secrets",
        description = "Put strong secrets into .env (made from .env.example), where it has none yet.",
        mixinStandardHelpOptions = true)
public final class SecretsCommand implements Callable<Integer> {

    private final Map<String, String> environment = System.getenv();

    @Spec
    private CommandSpec spec;

    @Option(names = "--env", paramLabel = "file", description = "The file to fill; .env in the checkout unless given.")
    private Path file;

    @Option(names = "--into", paramLabel = "folder", hidden = true,
            description = "For the containers: write the secrets of the environment as files.")
    private Path into;

    @Option(names = "--certificate", paramLabel = "folder", hidden = true,
            description = "For the containers: make a self-signed certificate where there is none.")
    private Path certificate;

    @Override
    public Integer call() throws NotPossible, IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        SecureRandom random = new SecureRandom();
        if (into != null) {
            new SecretFiles(into, random, out::println).write(environment);
        } else if (certificate != null) {
            List<String> origins = List.of(environment.getOrDefault("PORTCULLIS_PUBLIC_ORIGIN", ""),
                    environment.getOrDefault("PORTCULLIS_KEYCLOAK_ORIGIN", ""));
            boolean made = new SelfSignedCertificate(certificate, random).make(origins);
            out.println(made ? "made a self-signed certificate, for trying" : "the certificate that is there stays");
        } else {
            Path home = Path.of(environment.getOrDefault("PORTCULLIS_HOME", "."));
            Path filled = file != null ? file : home.resolve(".env");
            new EnvironmentFile(filled, random, out::println).fill(home.resolve(".env.example"));
        }
        return 0;
    }
}
