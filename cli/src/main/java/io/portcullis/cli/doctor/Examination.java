package io.portcullis.cli.doctor;

import io.portcullis.cli.admin.Progress;
import java.util.ArrayList;
import java.util.List;

/** All checks, one after the other. */
final class Examination {

    private static final List<Check> CHECKS = List.of(
            new ReachabilityCheck(), new EnforcerCheck(), new GateCheck(), new ConfigurationCheck(), new CookieCheck(),
            new HeaderSizeCheck(), new ClockCheck(), new TokenCheck(), new RealmCheck(), new ProviderCheck(),
            new FeedCheck(), new PolicyCheck());

    private Examination() {}

    static List<Finding> of(Site site, Progress progress) {
        List<Finding> findings = new ArrayList<>();
        for (Check check : CHECKS) {
            Findings found = new Findings(check.name());
            progress.during("looking at: " + check.name(), () -> {
                try {
                    check.examine(site, found);
                } catch (RuntimeException e) {
                    // One check that fails must not keep the others from being made.
                    found.warning("could not be looked at: " + io.portcullis.cli.admin.Faults.words(e),
                            "it is not known whether this is as it must be", "mend that, and call the doctor again");
                }
            });
            for (Finding each : found.all()) {
                boolean told = !each.mend().isEmpty() && findings.stream().anyMatch(other -> other.mend().equals(each.mend())
                        && other.severity() == each.severity() && other.check().equals("auth_request"));
                if (!told) {
                    findings.add(each);
                }
            }
        }
        return findings;
    }
}
