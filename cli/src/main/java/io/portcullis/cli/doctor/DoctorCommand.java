package io.portcullis.cli.doctor;

import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.Connection;
import io.portcullis.cli.admin.ConnectionOptions;
import io.portcullis.cli.admin.Console;
import io.portcullis.cli.admin.ExitCode;
import io.portcullis.cli.admin.Installation;
import io.portcullis.cli.admin.Progress;
import io.portcullis.cli.admin.RealmEndpoints;
import io.portcullis.cli.admin.TrustedRoots;
import io.portcullis.cli.admin.Web;
import io.portcullis.policy.InvalidPolicyException;
import io.portcullis.policy.Policy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code portcullis doctor}: looks at an installation from outside and inside and says what to mend. */
@Command(
        name = "doctor",
        description = {
            "Look at an installation from outside and inside, and say what to mend: each finding with what is wrong, why it "
                    + "matters, and the exact line to change.",
            "Only GET requests are sent to the site, and nothing is changed anywhere."
        },
        footerHeading = "%nExit codes: 0 all is well; 1 warnings; 2 danger.%n%nExamples:%n",
        footer = {
            "  portcullis doctor",
            "  portcullis doctor --nginx-conf /etc/nginx/nginx.conf --policy /etc/portcullis/policy.json",
            "  portcullis doctor --origin https://www.example.com --url https://sso.example.com --json"
        })
public final class DoctorCommand implements Callable<Integer> {

    @Mixin
    private ConnectionOptions options;

    @Option(names = "--origin", paramLabel = "URL",
            description = "Where browsers see the site (PORTCULLIS_PUBLIC_ORIGIN; http://localhost:8080).")
    private String origin;

    @Option(names = "--management", paramLabel = "URL",
            description = "The enforcer's health and metrics (PORTCULLIS_MANAGEMENT_URL; http://127.0.0.1:9091).")
    private String management;

    @Option(names = "--nginx-conf", paramLabel = "FILE",
            description = "nginx's main configuration file (that of the local stack, or what `nginx -T` tells).")
    private Path nginxConf;

    @Option(names = {"-p", "--policy"}, paramLabel = "FILE", description = "The policy file (PORTCULLIS_POLICY; policy.json).")
    private Path policy;

    @Override
    public Integer call() {
        Console console = options.output().console();
        Progress progress = new Progress(console);
        Installation installation = options.installation();
        URI site = origin == null ? installation.publicOrigin() : Installation.address("--origin", origin);
        URI health = management == null ? installation.managementUrl() : Installation.address("--management", management);
        Path policyFile = policy == null ? installation.policy() : policy;
        Web web = new Web(TrustedRoots.of(installation), options.address().timeout());
        Clock clock = Clock.systemUTC();
        List<Finding> findings = new ArrayList<>();
        Optional<RealmEndpoints> realm = realm(web, findings);
        Optional<Connection> keycloak = realm.isEmpty() ? Optional.empty() : connect(findings);
        try {
            findings.addAll(Examination.of(new Site(installation, web, site, policyFile, policy(policyFile),
                    progress.during("reading nginx's configuration", () -> nginx(installation)),
                    EnforcerView.of(web, health, clock), keycloak, realm,
                    realm.flatMap(each -> ServiceToken.of(web, each, installation, clock)), clock), progress));
        } finally {
            keycloak.ifPresent(Connection::close);
        }
        return new Verdict(findings).tell(console);
    }

    private Optional<RealmEndpoints> realm(Web web, List<Finding> findings) {
        try {
            RealmEndpoints realm = RealmEndpoints.of(web, options.url(), options.realm());
            findings.add(new Finding("keycloak", Severity.OK, "answers at " + options.url(), "", ""));
            return Optional.of(realm);
        } catch (CommandFailure e) {
            findings.add(new Finding("keycloak", Severity.DANGER, e.getMessage(),
                    "nobody can sign in, sessions are not refreshed, and half of the checks cannot be made",
                    "start Keycloak; when it is elsewhere, name it: --url https://… or PORTCULLIS_KEYCLOAK_URL"));
            return Optional.empty();
        }
    }

    private Optional<Connection> connect(List<Finding> findings) {
        try {
            return Optional.of(options.connect());
        } catch (CommandFailure e) {
            findings.add(new Finding("keycloak", Severity.WARNING, "the realm could not be looked at: " + e.getMessage(),
                    "whether rotation, PKCE, provider and roles are as they must be is not known",
                    "PORTCULLIS_ADMIN_USER and PORTCULLIS_ADMIN_PASSWORD_FILE of an administrator who may view the realm"));
            return Optional.empty();
        }
    }

    private static Optional<Policy> policy(Path file) {
        try {
            return Optional.of(Policy.load(file));
        } catch (InvalidPolicyException e) {
            // Said by the check of the policy, with every error at its line.
            return Optional.empty();
        }
    }

    private Optional<NginxView> nginx(Installation installation) {
        return nginxConf != null
                ? Optional.of(NginxView.read(nginxConf))
                : installation.localNginxConfiguration().map(NginxView::read).or(NginxView::installed);
    }

    /** All findings together. */
    private record Verdict(List<Finding> findings) {

        int tell(Console console) {
            Severity worst = findings.stream().map(Finding::severity).max(Severity::compareTo).orElse(Severity.OK);
            console.answer(Map.of("verdict", word(worst), "findings", findings));
            for (Finding each : findings) {
                console.sayInColour(mark(each.severity()) + " " + each.check() + ": " + Console.plain(each.what()));
                if (!each.mend().isEmpty()) {
                    console.say("        why   " + each.why());
                    console.say("        mend  " + each.mend());
                }
            }
            console.say("");
            console.say(switch (worst) {
                case DANGER -> "There is danger: " + count(Severity.DANGER) + ", and " + count(Severity.WARNING) + " to look at.";
                case WARNING -> "It works, with " + count(Severity.WARNING) + " to look at.";
                default -> "All is well.";
            });
            return (worst == Severity.DANGER ? ExitCode.INVALID : worst == Severity.WARNING ? ExitCode.FINDINGS : ExitCode.OK)
                    .number();
        }

        private String count(Severity severity) {
            long number = findings.stream().filter(each -> each.severity() == severity).count();
            return number + (number == 1 ? " finding" : " findings");
        }

        private static String word(Severity worst) {
            return worst.compareTo(Severity.WARNING) < 0 ? "well" : worst.name().toLowerCase(Locale.ROOT);
        }

        private static String mark(Severity severity) {
            return switch (severity) {
                case OK -> "@|green ok     |@";
                case SKIPPED -> "skipped";
                case WARNING -> "@|yellow warning|@";
                case DANGER -> "@|bold,red danger |@";
            };
        }
    }
}
