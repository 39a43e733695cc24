package io.portcullis.cli.doctor;

import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.Web;
import io.portcullis.cli.policy.NginxConf.Directive;
import io.portcullis.policy.AccessRequest;
import io.portcullis.policy.Decision;
import java.util.List;
import java.util.Optional;

/** Do the gate's cookies, beside an application's, fit through nginx's buffers? */
final class HeaderSizeCheck implements Check {

    /** Three cookies of the size that browsers allow. */
    private static final int COOKIE_BYTES = 12_000;
    /** What a check's answer can hold: four cookies of 4 KB, and the application's own. */
    private static final long LEAST_ANSWER = 16 * 1024;
    private static final long LEAST_HEADER = 16 * 1024;

    @Override
    public String name() {
        return "header sizes";
    }

    @Override
    public void examine(Site site, Findings findings) {
        site.nginx().ifPresent(nginx -> configured(nginx, findings));
        if (findings.anyWrong()) {
            return;
        }
        try {
            probe(site, findings);
        } catch (CommandFailure e) {
            findings.skipped("nginx does not answer");
            return;
        }
        if (!findings.anyWrong()) {
            findings.ok(COOKIE_BYTES + " bytes of cookies pass");
        }
    }

    private static void configured(NginxView nginx, Findings findings) {
        List<Directive> answers = nginx.inCheck("proxy_buffer_size");
        for (Directive buffer : answers) {
            if (NginxView.bytes(buffer.words().get(1)) < LEAST_ANSWER) {
                findings.danger("nginx's buffer for a check's answer is " + buffer.words().get(1),
                        "an answer with new cookies does not fit: nginx takes it for an error and people see 503 whenever"
                                + " their session is refreshed",
                        buffer.file() + ":" + buffer.line() + ": proxy_buffer_size 64k; (and proxy_buffers 4 64k;"
                                + " proxy_busy_buffers_size 128k;)");
            }
        }
        if (answers.isEmpty() && !nginx.find(each -> each.words().contains("/oauth2/auth")).isEmpty()) {
            findings.danger("nginx's buffer for a check's answer is left at 4k or 8k",
                    "an answer with new cookies does not fit: people see 503 whenever their session is refreshed",
                    "into `location = /oauth2/auth`: proxy_buffer_size 64k; proxy_buffers 4 64k;"
                            + " proxy_busy_buffers_size 128k;");
        }
        for (Directive header : nginx.find(each -> each.name().equals("large_client_header_buffers"))) {
            if (header.words().size() == 3 && NginxView.bytes(header.words().get(2)) < LEAST_HEADER) {
                findings.danger("nginx takes header lines of " + header.words().get(2) + " at the most",
                        "the gate's cookies and an application's together are longer: people see 400 Bad Request",
                        header.file() + ":" + header.line() + ": large_client_header_buffers 8 16k;");
            }
        }
    }

    private static void probe(Site site, Findings findings) {
        String path = publicPath(site).orElse("/oauth2/userinfo");
        Web.Answer small = site.web().get(site.at(path), "Accept", "text/html");
        Web.Answer large = site.web().get(site.at(path), "Accept", "text/html",
                "Cookie", "portcullis_doctor=" + "x".repeat(COOKIE_BYTES));
        if (large.status() == 400 && large.body().contains("Request Header Or Cookie Too Large")) {
            findings.danger("nginx refuses " + COOKIE_BYTES + " bytes of cookies (400)",
                    "the gate's cookies and an application's together can be as long: people see 400 Bad Request",
                    "in nginx's server block: large_client_header_buffers 8 16k;");
        } else if (large.status() >= 500 && small.status() < 500) {
            findings.danger("a request with " + COOKIE_BYTES + " bytes of cookies answers " + large.status() + ", and "
                            + small.status() + " without",
                    "the check's answer does not fit into nginx's buffer: people with many cookies, and those whose session"
                            + " is refreshed, see 503",
                    "in nginx's `location = /oauth2/auth`: proxy_buffer_size 64k; proxy_buffers 4 64k;"
                            + " proxy_busy_buffers_size 128k;");
        }
    }

    /** A page that the gate lets everybody see, so that its answer carries the application's cookies back to nginx. */
    private static Optional<String> publicPath(Site site) {
        return site.policy().filter(policy -> policy.decide(new AccessRequest("GET", null, "/", null), null)
                instanceof Decision.Permit).map(policy -> "/");
    }
}
