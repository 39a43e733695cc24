package io.portcullis.cli.doctor;

import io.portcullis.cli.role.PolicyRoles;
import io.portcullis.policy.InvalidPolicyException;
import io.portcullis.policy.Policy;
import io.portcullis.policy.PolicyProblem;
import io.portcullis.policy.Rule;

/** Is the policy valid, in force, and do its roles exist in the realm? */
final class PolicyCheck implements Check {

    @Override
    public String name() {
        return "policy";
    }

    @Override
    public void examine(Site site, Findings findings) {
        if (site.policy().isEmpty()) {
            problems(site, findings);
            return;
        }
        Policy policy = site.policy().get();
        for (PolicyProblem warning : policy.warnings()) {
            findings.warning(warning.message(), "the policy may not say what its author means",
                    warning.file() + ":" + warning.line() + ":" + warning.column());
        }
        inForce(policy, site, findings);
        site.keycloak().ifPresentOrElse(connection -> {
            PolicyRoles roles = new PolicyRoles(policy, connection.realm(), connection.realmName());
            roles.missing().forEach(role -> findings.warning(
                    "the policy names the role " + role + ", and the realm " + connection.realmName() + " has none of that name",
                    "nobody can have it, and what it opens stays shut",
                    place(policy, role, site) + ": correct \"" + role + "\", or make the role: portcullis role sync"));
        }, () -> findings.skipped("the roles were not compared: Keycloak's admin API cannot be asked"));
        if (!findings.anyWrong()) {
            findings.ok("revision " + policy.revision() + ", its roles are in the realm");
        }
    }

    private static void problems(Site site, Findings findings) {
        try {
            Policy.load(site.policyFile());
        } catch (InvalidPolicyException e) {
            e.problems().forEach(problem -> findings.danger(problem.message(),
                    "the enforcer keeps the last good policy, and does not start without one",
                    problem.file() + ":" + problem.line() + ":" + problem.column()));
        }
    }

    private static void inForce(Policy policy, Site site, Findings findings) {
        var data = site.enforcer().part("policy").path("data");
        String revision = data.path("revision").asText("");
        if (data.has("refused")) {
            findings.warning("the enforcer refused the policy file as it is now: " + data.path("refused").asText(),
                    "the last good policy decides, not what the file says", "mend the file it was given: PORTCULLIS_POLICY");
        } else if (!revision.isEmpty() && !revision.equals(policy.revision())) {
            findings.warning("the enforcer decides by revision " + revision + ", and " + site.policyFile() + " is "
                            + policy.revision(),
                    "what was looked at here is not what is in force",
                    "name the enforcer's own file: --policy FILE or PORTCULLIS_POLICY");
        }
    }

    private static String place(Policy policy, String role, Site site) {
        return policy.rules().stream()
                .filter(rule -> rule.key().equals(role))
                .mapToInt(Rule::line)
                .min()
                .stream()
                .mapToObj(line -> site.policyFile() + ":" + line)
                .findFirst()
                .orElse(site.policyFile().toString());
    }
}
