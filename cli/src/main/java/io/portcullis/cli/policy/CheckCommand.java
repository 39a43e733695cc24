package io.portcullis.cli.policy;

import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.Connection;
import io.portcullis.cli.admin.ConnectionOptions;
import io.portcullis.policy.InvalidPolicyException;
import io.portcullis.policy.Policy;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine;

/** {@code portcullis policy check}: errors, warnings, and what does not agree with the realm. */
@Command(
        name = "check",
        description = "Tell every error and warning of a policy file, and with --realm the roles that do not agree with Keycloak.",
        footer = {"", "Exit codes: 0 valid; 1 roles that the realm does not have, or with --strict warnings; 2 errors."})
final class CheckCommand extends PolicyTask {

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The policy file (PORTCULLIS_POLICY; policy.json).")
    private Path argument;

    @Option(names = {"-p", "--policy"}, paramLabel = "FILE", description = "The same, as the other commands have it.")
    private Path option;

    @Option(names = "--strict", description = "Warnings count: exit with 1.")
    private boolean strict;

    @Option(names = "--realm", description = "Ask Keycloak which roles there are, at PORTCULLIS_KEYCLOAK_URL (http://localhost:8180),"
            + " in PORTCULLIS_REALM (portcullis), as PORTCULLIS_ADMIN_USER with PORTCULLIS_ADMIN_PASSWORD or"
            + " PORTCULLIS_ADMIN_PASSWORD_FILE.")
    private boolean realm;

    /** The connection by the environment's settings alone: the options' names would clash with {@code --realm}. */
    @Command
    private static final class ByEnvironment {
        @Mixin
        private ConnectionOptions options;
    }

    @Override
    int run() throws InvalidPolicyException {
        if (argument != null && option != null) {
            throw CommandFailure.invalid("name the policy file once");
        }
        Policy policy = load(argument != null ? argument : option);
        RealmRoles.Agreement agreement = realm ? realmRoles().compare(policy) : null;
        boolean found = strict && !policy.warnings().isEmpty() || agreement != null && !agreement.missing().isEmpty();
        if (json()) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("valid", true);
            members.put("revision", policy.revision());
            members.put("keys", policy.keys());
            members.put("locations", policy.rules().size());
            members.put("problems", problems(policy.warnings()));
            if (agreement != null) {
                members.put("rolesNotInRealm", agreement.missing().keySet());
                members.put("rolesNotInPolicy", agreement.unnamed());
            }
            printJson(members);
        } else {
            report(policy, agreement);
        }
        return found ? FOUND : OK;
    }

    private static RealmRoles realmRoles() {
        ByEnvironment keycloak = new ByEnvironment();
        new CommandLine(keycloak).parseArgs();
        try (Connection connection = keycloak.options.connect()) {
            return RealmRoles.of(connection);
        }
    }

    private void report(Policy policy, RealmRoles.Agreement agreement) {
        policy.warnings().forEach(warning -> print(style(warning)));
        if (agreement != null) {
            agreement.missing().forEach((role, near) -> print(style("red", "`" + role
                    + "` of the policy is not a role of the realm"
                    + (near.isEmpty() ? "" : "; did you mean `" + near + "`?"))));
            List<String> unnamed = agreement.unnamed();
            if (!unnamed.isEmpty()) {
                print("roles of the realm that no entry names: " + String.join(", ", unnamed));
            }
        }
        print(style("green", "valid") + ": " + count(policy.keys().size(), "key") + ", "
                + count(policy.rules().size(), "location") + ", " + count(policy.warnings().size(), "warning")
                + ", revision " + policy.revision());
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
