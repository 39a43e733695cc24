package io.portcullis.cli.doctor;

import io.portcullis.cli.policy.NginxComparison;

/** Do nginx's configuration and the policy speak of the same locations? */
final class ConfigurationCheck implements Check {

    @Override
    public String name() {
        return "configuration";
    }

    @Override
    public void examine(Site site, Findings findings) {
        if (site.nginx().isEmpty() || site.policy().isEmpty()) {
            findings.skipped("nginx's configuration cannot be read from here; name it: --nginx-conf FILE");
            return;
        }
        for (NginxComparison.Finding each : NginxComparison.of(site.policy().get(), site.nginx().get().servers())) {
            switch (each.kind()) {
                case NOT_PROTECTED -> findings.danger(each.message(), "everybody gets through there",
                        each.where() + ": include snippets/auth_subrequest.conf;");
                case NAME_NOT_SET -> findings.warning(each.message(), "the entry protects and opens nothing",
                        "in the nginx location that is meant, before the include: set $portcullis_location NAME;");
                case NO_LOCATION -> findings.warning(each.message(), "the entry opens nothing",
                        each.where() + ": a location for it, or none in the policy");
                case NOT_IN_POLICY -> findings.warning(each.message(), "nobody gets through there",
                        site.policyFile() + ": name it under a role; or " + each.where() + ": remove the location");
                default -> { }
            }
        }
        if (!findings.anyWrong()) {
            findings.ok(site.nginx().get().file() + " and the policy speak of the same locations");
        }
    }
}
