package io.portcullis.cli.stack;

import io.portcullis.cli.NotPossible;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "up",
        description = "Start the local stack: Keycloak, the enforcer, the demo application and nginx. "
                + "What runs already is left running.",
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

    /** What shells say of a program that ended by Ctrl-C. */
    private static final int INTERRUPTED = 130;

    @Parameters(paramLabel = "part", description = "Start only these: keycloak, enforcer, demo, nginx.")
    private String[] parts = {};

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        long begun = System.nanoTime();
        StackSettings settings = StackSettings.from(System.getenv());
        if (!Files.exists(settings.policy())) {
            throw new NotPossible("the policy " + settings.policy() + " does not exist; PORTCULLIS_POLICY names another");
        }
        LocalStack stack = new LocalStack(settings, StackCommands.timed(out, begun));
        AtomicBoolean done = new AtomicBoolean();
        Thread undo = new Thread(() -> {
            if (!done.get()) {
                out.println("Interrupted: ending what was begun. It is safe to start again.");
                out.flush();
                stack.abandon();
            }
        });
        Runtime.getRuntime().addShutdownHook(undo);
        Ports ports;
        try {
            ports = stack.up(parts);
        } catch (InterruptedException e) {
            return INTERRUPTED;
        } finally {
            done.set(true);
        }
        out.printf(Locale.ROOT, "%nPortcullis is up (%d s).%n%n", (System.nanoTime() - begun) / 1_000_000_000);
        out.print(welcome(ports));
        out.flush();
        return 0;
    }

    private static String welcome(Ports ports) {
        return """
                  The site           %1$s
                  Keycloak           %2$s/admin/   (admin / admin)
                  Health, metrics    http://127.0.0.1:%3$d/q/health and /q/metrics

                  Demo users (password = name): admin, moderator, user, guest

                Three things to try
                  1. Open %1$s/protected in a browser and sign in as moderator; sign out, and try as user.
                  2. As a program:
                       curl -i -H 'Accept: application/json' %1$s/protected
                       curl -s -c jar -d username=moderator -d password=moderator %1$s/oauth2/login
                       curl -s -b jar %1$s/protected
                  3. Give the user "user" the role "moderator" in Keycloak's console (realm portcullis, Users,
                     Role mapping): /protected opens to user within a second.

                Stop it with ./portcullis down; see how it is with ./portcullis status and ./portcullis logs.
                """.formatted(ports.publicOrigin(), ports.keycloakOrigin(), ports.management());
    }
}
