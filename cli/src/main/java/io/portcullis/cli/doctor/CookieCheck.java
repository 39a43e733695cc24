package io.portcullis.cli.doctor;

import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.Loopback;
import io.portcullis.cli.admin.Web;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Will browsers keep the gate's cookies? Begins a login, and looks at what it would do. */
final class CookieCheck implements Check {

    private static final Pattern REDIRECT = Pattern.compile("[?&]redirect_uri=([^&]*)");

    @Override
    public String name() {
        return "cookies";
    }

    @Override
    public void examine(Site site, Findings findings) {
        Web.Answer answer;
        try {
            answer = site.web().get(site.at("/oauth2/start?rd=%2F"), "Accept", "text/html");
        } catch (CommandFailure e) {
            findings.skipped("nginx does not answer");
            return;
        }
        if (answer.status() != 302) {
            findings.skipped("no login can be begun: /oauth2/start answers " + answer.status());
            return;
        }
        List<String> cookies = answer.headers().allValues("Set-Cookie");
        cookies.forEach(cookie -> attributes(cookie, findings));
        if (cookies.isEmpty()) {
            findings.danger("a login begins without a cookie", "the login's answer cannot be bound to the browser",
                    "nginx must hand on Set-Cookie of /oauth2/: remove `proxy_hide_header Set-Cookie;` and the like");
        }
        Matcher redirect = REDIRECT.matcher(answer.header("Location"));
        if (redirect.find()) {
            origin(URI.create(URLDecoder.decode(redirect.group(1), StandardCharsets.UTF_8)), site, findings);
        }
        if (!answer.header("Location").contains("code_challenge_method=S256")) {
            findings.danger("logins begin without PKCE (S256)", "a code that is overheard can be exchanged by others",
                    "run this project's enforcer: it always sends code_challenge_method=S256");
        }
        if (!findings.anyWrong()) {
            findings.ok("Secure, HttpOnly, for this host only, at " + site.origin());
        }
    }

    private static void attributes(String cookie, Findings findings) {
        String name = cookie.substring(0, Math.max(0, cookie.indexOf('=')));
        String attributes = cookie.toLowerCase(Locale.ROOT);
        if (!name.startsWith("__Host-") || attributes.contains("domain=") || !attributes.contains("secure")
                || !attributes.contains("httponly") || !attributes.contains("path=/")) {
            findings.danger("the cookie " + name + " is not as the enforcer made it (__Host-, Secure, HttpOnly, Path=/, no"
                            + " Domain)",
                    "other hosts or scripts could read or set it, or browsers drop it",
                    "in nginx: remove `proxy_cookie_domain`, `proxy_cookie_path` and `proxy_cookie_flags` for /oauth2/");
        }
    }

    private static void origin(URI callback, Site site, Findings findings) {
        String origin = callback.getScheme() + "://" + callback.getAuthority();
        if ("http".equals(callback.getScheme()) && !Loopback.is(callback)) {
            findings.danger("the site is plain HTTP (" + origin + "), and its cookies are Secure",
                    "browsers keep no Secure cookie from plain HTTP: every login ends where it began",
                    "in the enforcer's environment: PORTCULLIS_PUBLIC_ORIGIN=https://" + callback.getHost()
                            + "   and in nginx's server: listen 443 ssl;");
        } else if (!origin.equalsIgnoreCase(site.origin().toString())
                && !(Loopback.is(callback) && Loopback.is(site.origin()))) {
            findings.warning("the enforcer sends logins back to " + origin + ", and the site was asked at " + site.origin(),
                    "people who come by one address end up at the other, without their cookies",
                    "in the enforcer's environment: PORTCULLIS_PUBLIC_ORIGIN=" + site.origin());
        }
    }
}
