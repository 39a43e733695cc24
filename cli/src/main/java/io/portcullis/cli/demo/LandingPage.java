package io.portcullis.cli.demo;

import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page at {@code /}: who you are, which locations the policy names, and who may see them. */
final class LandingPage {

    /** An optional method list, then a path that begins at this host. */
    private static final Pattern PATH = Pattern.compile("(?:([A-Z,]+) )?(/\\S*)");

    private final Path policy;

    LandingPage(Path policy) {
        this.policy = policy;
    }

    String html(Headers headers) {
        String user = headers.getFirst("X-Auth-Request-Preferred-Username");
        if (user == null) {
            user = headers.getFirst("X-Auth-Request-User");
        }
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Portcullis demo</title>
                <link rel="stylesheet" href="/assets/portcullis.css">
                <link rel="icon" href="data:,">
                </head>
                <body>
                <header>
                <p class="name">Portcullis demo</p>
                %s
                </header>
                <main>
                <h1>What the policy opens, and for whom</h1>
                %s
                <p>Everything else is refused, for everyone. Each location answers with what the application was sent.</p>
                </main>
                </body>
                </html>
                """.formatted(user == null ? anonymous() : signedIn(user, headers.getFirst("X-Auth-Request-Roles")),
                locations(user));
    }

    private static String anonymous() {
        return """
                <p>You are not signed in. <a class="button" href="/oauth2/start?rd=%2F">Sign in</a></p>""";
    }

    private static String signedIn(String user, String roles) {
        return """
                <form method="post" action="/oauth2/sign_out">
                <p>Signed in as <strong id="user">%s</strong>, %s. <button class="button">Sign out</button></p>
                </form>""".formatted(escape(user),
                roles == null || roles.isBlank() ? "without a role" : "roles: <span id=\"roles\">" + escape(roles) + "</span>");
    }

    private String locations(String user) {
        List<PolicyListing.Line> lines;
        try {
            lines = PolicyListing.of(policy);
        } catch (IOException e) {
            return "<p role=\"alert\">The policy cannot be read at the moment. The one that was read last stays in force.</p>";
        }
        StringBuilder rows = new StringBuilder();
        for (PolicyListing.Line line : lines) {
            rows.append("<tr><td><code>").append(escape(line.written())).append("</code></td><td>")
                    .append(escape(inWords(line.who()))).append("</td><td>")
                    .append(link(line.written(), user)).append("</td></tr>\n");
        }
        return """
                <table>
                <thead><tr><th scope="col">Location</th><th scope="col">Who may see it</th><th scope="col">Try it</th></tr></thead>
                <tbody>
                %s</tbody>
                </table>""".formatted(rows);
    }

    private static String inWords(List<String> keys) {
        if (keys.contains("@public")) {
            return "everyone";
        }
        return keys.contains("@authenticated") ? "everyone who is signed in" : String.join(", ", keys);
    }

    /** A link for locations that a browser can open, with an example in place of each wildcard. */
    private static String link(String written, String user) {
        String example = written.equals("@reports") ? "/reports/7.pdf" : null;
        Matcher matcher = PATH.matcher(written);
        if (matcher.matches() && (matcher.group(1) == null || matcher.group(1).contains("GET"))) {
            String path = matcher.group(2).replace("{token.preferred_username}", user == null ? "admin" : user);
            path = path.replaceFirst("/\\*\\*$", "/1").replace("*", "1");
            example = path.contains("{") ? null : path;
        }
        return example == null ? "" : "<a href=\"" + escape(example) + "\">" + escape(example) + "</a>";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
