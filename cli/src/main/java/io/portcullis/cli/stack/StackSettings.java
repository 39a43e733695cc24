package io.portcullis.cli.stack;

import io.portcullis.cli.NotPossible;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a local stack is made of and where it keeps itself.
 *
 * @param home the checkout: nginx templates, realm, built jars
 * @param state the folder for everything that the stack writes
 * @param settings the environment, with {@code .env} under it
 */
public record StackSettings(Path home, Path state, Map<String, String> settings) {

    /**
     * The settings that the environment gives: the checkout in {@code PORTCULLIS_HOME}, the state folder in
     * {@code PORTCULLIS_STATE} or {@code .portcullis/} in the checkout.
     *
     * @param environment the process environment
     * @return the settings
     * @throws NotPossible when the checkout is not one, or {@code .env} cannot be understood
     */
    public static StackSettings from(Map<String, String> environment) throws NotPossible {
        Path home = Path.of(environment.getOrDefault("PORTCULLIS_HOME", ".")).toAbsolutePath().normalize();
        if (!Files.isDirectory(home.resolve("nginx/templates"))) {
            throw new NotPossible(home + " is not a Portcullis checkout (no nginx/templates there); "
                    + "call ./portcullis in the checkout, or set PORTCULLIS_HOME");
        }
        Map<String, String> settings = DotEnv.under(environment, home.resolve(".env"));
        Path state = home.resolve(settings.getOrDefault("PORTCULLIS_STATE", ".portcullis"));
        return new StackSettings(home, state, settings);
    }

    /**
     * The policy file that is in force.
     *
     * @return {@code PORTCULLIS_POLICY}, or {@code policy.json} in the checkout
     */
    public Path policy() {
        return home.resolve(settings.getOrDefault("PORTCULLIS_POLICY", "policy.json"));
    }

    /** The java command of the JDK that runs this command. */
    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }
}
