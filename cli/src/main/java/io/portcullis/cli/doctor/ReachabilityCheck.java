package io.portcullis.cli.doctor;

import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.Web;

/** Does nginx answer, does it reach the enforcer, and is the check itself hidden from the outside? */
final class ReachabilityCheck implements Check {

    @Override
    public String name() {
        return "nginx";
    }

    @Override
    public void examine(Site site, Findings findings) {
        Web.Answer answer;
        try {
            answer = site.web().get(site.at("/oauth2/userinfo"), "Accept", "application/json");
        } catch (CommandFailure e) {
            findings.danger("nginx does not answer at " + site.origin() + ": " + e.getMessage(),
                    "nobody gets to the site, and nothing else can be looked at from outside",
                    "start nginx; when the site is elsewhere, name it: --origin https://… or PORTCULLIS_PUBLIC_ORIGIN");
            return;
        }
        if (answer.status() == 404) {
            findings.danger("nginx at " + site.origin() + " has no gate: /oauth2/userinfo answers 404",
                    "without it nobody can sign in, and checks have nowhere to go",
                    "in the server block: include snippets/auth_server.conf;");
        } else if (answer.status() >= 500) {
            findings.danger("nginx does not reach the enforcer: /oauth2/userinfo answers " + answer.status(),
                    "nothing can be decided, so that everybody is refused with 503, signed in or not",
                    upstream(site) + (site.enforcer().answers()
                            ? "   (the enforcer runs, and answers on " + site.enforcer().address() + ")"
                            : "   and start the enforcer: nothing answers on " + site.enforcer().address() + " either"));
        } else {
            findings.ok("answers at " + site.origin() + ", and reaches the enforcer");
        }
        for (String hidden : new String[] {"/oauth2/auth", "/oauth2/challenge"}) {
            int status = site.web().get(site.at(hidden)).status();
            if (status != 404 && status < 500) {
                findings.danger(hidden + " can be asked from outside: it answers " + status,
                        "whoever can ask the check itself can try what it says to invented addresses",
                        "in `location = " + hidden + "`: internal;");
            }
        }
    }

    private static String upstream(Site site) {
        return site.nginx()
                .flatMap(nginx -> nginx.find(each -> each.name().equals("upstream")
                        && each.words().contains("portcullis_enforcer")).stream().findFirst())
                .map(upstream -> upstream.block().stream()
                        .filter(each -> each.name().equals("server"))
                        .findFirst()
                        .map(server -> server.file() + ":" + server.line() + ": `server " + server.words().get(1)
                                + ";` must be the enforcer's address")
                        .orElse(upstream.file() + ":" + upstream.line() + ": the upstream has no server"))
                .orElse("in nginx's `upstream portcullis_enforcer`: server ENFORCER:9090;");
    }
}
