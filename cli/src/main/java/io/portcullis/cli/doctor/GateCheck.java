package io.portcullis.cli.doctor;

import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.Web;
import io.portcullis.cli.policy.NginxServer.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Is every location that the policy protects refused to a stranger, and to one who forges headers? */
final class GateCheck implements Check {

    private static final int MOST = 500;
    /** What a client may try to say in nginx's or the gate's name. */
    private static final String[] FORGED = {
        "X-Original-URI", "/", "X-Original-URL", "/", "X-Original-Method", "GET", "X-Forwarded-Uri", "/",
        "X-Forwarded-Method", "GET", "X-Portcullis-Location", "public", "X-Auth-Request-User", "admin",
        "X-Auth-Request-Roles", "admin", "X-Auth-Request-Preferred-Username", "admin", "X-Forwarded-User", "admin",
        "X-Real-IP", "127.0.0.1"
    };

    @Override
    public String name() {
        return "auth_request";
    }

    @Override
    public void examine(Site site, Findings findings) {
        if (site.policy().isEmpty()) {
            findings.skipped("without a valid policy it is not known what must be refused");
            return;
        }
        List<Probe> probes = Probe.of(site.policy().get());
        int undecided = 0;
        try {
            for (Probe probe : probes.subList(0, Math.min(MOST, probes.size()))) {
                undecided += examine(probe, site, findings) ? 0 : 1;
            }
        } catch (CommandFailure e) {
            findings.skipped("nginx does not answer");
            return;
        }
        if (undecided > 0) {
            findings.warning(undecided + " of " + probes.size() + " probes got no decision (503)",
                    "whether the gate is on there can only be told when it can decide", "mend what nginx and enforcer say above");
        } else if (!findings.anyWrong()) {
            findings.ok(probes.size() + " requests to protected locations refused, with forged headers too");
        }
    }

    /** Whether there was a decision. */
    private static boolean examine(Probe probe, Site site, Findings findings) {
        Web.Answer plain = site.web().get(site.at(probe.target()), "Accept", "application/json");
        Probe.Outcome outcome = Probe.outcome(plain);
        if (outcome == Probe.Outcome.PASSED) {
            findings.danger("GET " + probe.path() + " is not refused to a stranger: it answers " + plain.status(),
                    "the policy keeps `" + probe.rule().location() + "` for `" + probe.rule().key()
                            + "`, and the gate is off there: everybody gets through",
                    mend(probe, site));
            return true;
        }
        Web.Answer forged = site.web().get(site.at(probe.target()), forged());
        if (Probe.outcome(forged) == Probe.Outcome.PASSED) {
            findings.danger("GET " + probe.path() + " is refused, and with forged headers it is not: it answers "
                            + forged.status(),
                    "nginx hands on what a client says about the request or about itself",
                    "in `location = /oauth2/auth`: include snippets/portcullis_request.conf;");
        }
        return outcome != Probe.Outcome.UNDECIDED;
    }

    private static String[] forged() {
        List<String> headers = new ArrayList<>(List.of(FORGED));
        headers.addAll(List.of("Accept", "application/json"));
        return headers.toArray(new String[0]);
    }

    private static String mend(Probe probe, Site site) {
        Optional<Place> place = site.nginx().flatMap(nginx -> nginx.place(probe.path()));
        return place.map(each -> each.where() + ": into `" + each.text() + "`: include snippets/auth_subrequest.conf;")
                .orElse("into nginx's location for " + probe.path() + ": include snippets/auth_subrequest.conf;");
    }
}
