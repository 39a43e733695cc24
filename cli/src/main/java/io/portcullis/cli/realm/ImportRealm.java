package io.portcullis.cli.realm;

import com.fasterxml.jackson.databind.JsonNode;
import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.Connection;
import io.portcullis.cli.admin.ConnectionOptions;
import io.portcullis.cli.admin.ExitCode;
import io.portcullis.cli.admin.Installation;
import io.portcullis.cli.admin.KeycloakError;
import io.portcullis.cli.admin.Report;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.Response;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portcullis realm import}: an existing realm becomes a Portcullis realm; a missing one is made. */
@Command(
        name = "import",
        description = {
            "Bring what Portcullis needs into a realm: roles, the client scope with its mappers, login flows with the role "
                    + "gate, the gate's client, rotation of refresh tokens. A realm that is not there is made.",
            "Nothing is removed. What is there keeps its values, and what differs from the file is told; only what the gate "
                    + "rests on is changed. In a realm that was there, only the gate's own client gets the new login flows."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  portcullis realm import --dry-run",
            "  portcullis realm import --realm staff --url https://sso.example.com",
            "  portcullis realm import exported.json --overwrite"
        })
final class ImportRealm implements Callable<Integer> {

    private static final String GATE = "portcullis-role-gate";

    @Mixin
    private ConnectionOptions options;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The realm to import (the shipped one).")
    private Path file;

    @Option(names = "--dry-run", description = "Only say what would be done.")
    private boolean dryRun;

    @Option(names = "--overwrite", description = "Set everything to what the file says, also what is a matter of taste.")
    private boolean overwrite;

    @Option(names = "--overwrite-flows", description = "Set only the login flows to what the file says: its steps are "
            + "added, and steps that the file does not have are switched off.")
    private boolean overwriteFlows;

    @Override
    public Integer call() {
        Installation installation = options.installation();
        RealmFile realm = RealmFile.read(
                file == null ? installation.home().resolve("realm-export/portcullis-realm.json") : file,
                name -> value(installation, name));
        Report report = options.output().report().with("realm", options.realm()).with("dryRun", dryRun);
        try (Connection connection = options.connectWithoutRealm()) {
            connection.progress().during("importing into the realm " + options.realm(), () -> {
                requireProvider(connection, realm);
                if (exists(connection)) {
                    applyOrTell(connection, realm, report);
                } else {
                    create(connection, realm, report);
                }
            });
        }
        report.print();
        return ExitCode.OK.number();
    }

    private static Optional<String> value(Installation installation, String name) {
        return switch (name) {
            case RealmFile.SECRET -> installation.clientSecret();
            case "PORTCULLIS_PUBLIC_ORIGIN" -> Optional.of(installation.publicOrigin().toString());
            case "PORTCULLIS_BACKCHANNEL_ORIGIN" -> installation.setting(name).or(() -> Optional.of(
                    "http://127.0.0.1:" + installation.setting("PORTCULLIS_ENFORCER_PORT").orElse("9090")));
            default -> installation.setting(name);
        };
    }

    /** Flows and mappers of a provider that is not there would break every login: looked at before anything is changed. */
    private static void requireProvider(Connection connection, RealmFile realm) {
        if (!realm.get("authenticationFlows").toString().contains(GATE)) {
            return;
        }
        boolean there = connection.keycloak().realm("master").flows().getAuthenticatorProviders().stream()
                .anyMatch(provider -> GATE.equals(provider.get("id")));
        if (!there) {
            throw CommandFailure.failed("the Keycloak at " + connection.url() + " has no Portcullis provider: put"
                    + " portcullis-provider.jar into its providers folder and restart it; nothing was changed");
        }
    }

    private boolean exists(Connection connection) {
        try {
            connection.realm().toRepresentation();
            return true;
        } catch (NotFoundException e) {
            return false;
        } catch (ForbiddenException e) {
            throw CommandFailure.notAuthorised("this administrator may not look at the realm " + options.realm()
                    + "; it needs the roles of its realm-management (realm-admin has them all)");
        }
    }

    private void create(Connection connection, RealmFile file, Report report) {
        if (dryRun) {
            report.did("would create the realm " + options.realm() + " with all that is in the file");
            return;
        }
        var realms = connection.keycloak().proxy(io.portcullis.cli.admin.RawResource.class,
                java.net.URI.create(connection.url() + "/admin/realms"));
        try (Response answer = realms.post(file.named(options.realm()))) {
            if (answer.getStatus() >= 300) {
                throw CommandFailure.failed("Keycloak does not create the realm " + options.realm() + ": "
                        + KeycloakError.of(answer));
            }
        }
        report.did("created the realm " + options.realm() + " with all that is in the file");
    }

    /** What was done before something failed is told: it stays, and the next run goes on from there. */
    private void applyOrTell(Connection connection, RealmFile file, Report report) {
        try {
            apply(connection, file, report);
        } catch (RuntimeException e) {
            report.printDone();
            throw e;
        }
    }

    private void apply(Connection connection, RealmFile file, Report report) {
        Changes changes = new Changes(connection, report, dryRun, overwrite);
        new RoleSteps(changes).apply(file.get("roles"));
        new ScopeSteps(changes).apply(file.get("clientScopes"));
        Map<String, String> flows = new FlowSteps(changes, overwrite || overwriteFlows)
                .apply(file.get("authenticationFlows"), file.get("authenticatorConfig"));
        new ClientSteps(changes).apply(file.get("clients"), file.get("users"), bindings(connection, file, flows));
        new SettingSteps(changes).apply(file.named(options.realm()));
        if (!changes.differences().isEmpty()) {
            report.note("left as it is, though the file says otherwise (--overwrite would change it, --overwrite-flows the"
                    + " login flows): "
                    + String.join("; ", changes.differences()));
        }
        report.with("differences", changes.differences());
    }

    /** The file's browser and direct-grant flows for the gate's client, unless the realm's own are these already. */
    private static Map<String, String> bindings(Connection connection, RealmFile file, Map<String, String> flows) {
        JsonNode realm = connection.raw().get();
        Map<String, String> bindings = new HashMap<>();
        Map.of("browser", "browserFlow", "direct_grant", "directGrantFlow").forEach((kind, member) -> {
            String alias = file.get(member).asText("");
            if (flows.containsKey(alias) && !realm.path(member).asText().equals(alias)) {
                bindings.put(kind, flows.get(alias));
            }
        });
        return bindings;
    }
}
