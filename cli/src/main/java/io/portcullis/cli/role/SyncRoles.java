package io.portcullis.cli.role;

import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.Connection;
import io.portcullis.cli.admin.ExitCode;
import io.portcullis.cli.admin.RealmCommand;
import io.portcullis.cli.admin.Report;
import io.portcullis.policy.InvalidPolicyException;
import io.portcullis.policy.Policy;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code portcullis role sync}: the realm's roles say what the policy opens to them. */
@Command(
        name = "sync",
        description = {
            "Make the realm and client roles that the policy names, and write on each which locations it opens: the "
                    + "attribute portcullis.locations (by which the role gate knows them) and the description that the "
                    + "console shows. Tells of roles that no entry names, and of entries whose role nobody has.",
            "Never deletes anything. What people wrote in a description stays in front."
        },
        footerHeading = "%nExit codes: 0 the realm agrees with the policy; 1 a role could not be made, as its client is "
                + "not there.%n%nExamples:%n",
        footer = {
            "  portcullis role sync --dry-run",
            "  portcullis role sync",
            "  portcullis role sync --policy /etc/portcullis/policy.json --json"
        })
final class SyncRoles extends RealmCommand {

    @Option(names = "--dry-run", description = "Only say what would be done.")
    private boolean dryRun;

    @Option(names = {"-p", "--policy"}, paramLabel = "FILE",
            description = "The policy file (PORTCULLIS_POLICY; policy.json).")
    private Path file;

    private Policy policy;

    @Override
    protected void prepare() {
        try {
            policy = Policy.load(file == null ? options().installation().policy() : file);
        } catch (InvalidPolicyException e) {
            throw CommandFailure.invalid("the policy has errors, and nothing was changed:\n" + e.getMessage());
        }
    }

    @Override
    protected ExitCode run(Connection connection) {
        Report report = report();
        PolicyRoles roles = connection.progress().during("reading the roles",
                () -> new PolicyRoles(policy, connection.realm(), connection.realmName()));
        List<String> impossible = roles.sync(report, dryRun);
        List<String> unnamed = roles.unnamed();
        List<String> unheld = connection.progress().during("asking who has the roles", roles::unheld);
        impossible.forEach(key -> report.note("the policy names " + key + ", and the realm has no such client: create"
                + " the client in the console under Clients, or correct the name in the policy"));
        if (!unnamed.isEmpty()) {
            report.note("roles that no entry of the policy names: " + String.join(", ", unnamed));
        }
        if (!unheld.isEmpty()) {
            report.note("entries whose role nobody has: " + String.join(", ", unheld));
        }
        report.with("policy", policy.revision())
                .with("dryRun", dryRun)
                .with("withoutClient", impossible)
                .with("unnamed", unnamed)
                .with("unheld", unheld)
                .print();
        return impossible.isEmpty() ? ExitCode.OK : ExitCode.FINDINGS;
    }
}
