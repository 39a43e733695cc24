package io.portcullis.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NginxCommandTest {

    @TempDir
    Path folder;

    private Cli compare(String policy, String conf) {
        return Cli.run("nginx", Cli.file(folder, "p.json", policy.replace('\'', '"')), "--conf", Cli.file(folder, "site.conf", conf));
    }

    @Test
    void theLocationBlocksOfAPolicyArePrinted() {
        String out = Cli.run("nginx", Cli.EXAMPLE).out();
        assertTrue(out.contains("location = /protected {\n    include snippets/auth_subrequest.conf;\n    proxy_pass http://application;\n}"), out);
        assertTrue(out.contains("location ^~ /admin/ {"), out);
        assertTrue(out.contains("#     set $portcullis_location reports;"), out);
    }

    @Test
    void aConfigurationThatProtectsWhatThePolicyNamesHasNoFinding() {
        Cli cli = compare("{'user': {'locations': ['/a/**', '@r', 'GET /b']}, '@public': {'locations': ['/open']}}",
                "http { server { location /a { include snippets/auth_subrequest.conf; } location = /b { auth_request /x; }\n"
                + "location ~ \"^/r\\.[0-9]{2}$\" { set $portcullis_location r; include snippets/auth_subrequest.conf; }\n"
                + "location /open { root /srv; } location @x { return 404; } } }");
        assertEquals("nginx and the policy speak of the same locations\n", cli.out());
        assertEquals(0, cli.exitCode());
    }

    @Test
    void aLocationThatAnswersBeforeTheGateIsAskedIsTold() {
        Cli cli = compare("{'admin': {'locations': ['/admin/**', '/old']}}",
                "server {\n  location /admin { include snippets/auth_subrequest.conf;\n    return 200 secret; }\n"
                + "  location = /old { auth_request /oauth2/auth; return 404; }\n}");
        assertEquals(folder.resolve("site.conf") + ":2: `location /admin` answers by `return`, which nginx does before it asks"
                + " the gate\n1 finding\n", cli.out());
        assertEquals(1, cli.exitCode());
    }

    @Test
    void aLocationThatAnotherCheckOfNginxOpensIsTold() {
        Cli cli = compare("{'admin': {'locations': ['/admin/**', '/a/**']}}",
                "server {\n  satisfy any;\n  location /admin { include snippets/auth_subrequest.conf;\n"
                + "    location /admin/in { satisfy any; allow 10.0.0.0/8; } }\n  location /a { auth_request /x; allow all; }\n}");
        assertTrue(cli.out().contains("site.conf:4: `location /admin/in` is under `satisfy any`: whoever"), cli.out());
        assertTrue(cli.out().contains("site.conf:5: `location /a` is under `satisfy any`: whoever"), cli.out());
        assertTrue(cli.out().contains("2 findings"), cli.out());
        assertEquals(1, cli.exitCode());
    }

    @Test
    void aLocationThatThePolicyKeepsAndNginxLeavesOpenIsTold() {
        Cli cli = compare("{'admin': {'locations': ['/admin/**']}}",
                "server {\n  location / { include snippets/auth_subrequest.conf; }\n  location /admin/ { proxy_pass http://x; }\n}");
        assertEquals(1, cli.exitCode());
        assertTrue(cli.out().contains("site.conf:3: `location /admin/` does not ask the gate, and `/admin/**` is kept for `admin`"), cli.out());
    }

    @Test
    void aProtectedLocationThatThePolicyDoesNotNameIsTold() {
        Cli cli = compare("{'admin': {'locations': ['/admin/**']}}",
                "server { auth_request /auth; location /admin { } location /other/ { } location /free { auth_request off; } }");
        assertEquals(1, cli.exitCode());
        assertTrue(cli.out().contains("`location /other/` asks the gate, and no entry of the policy names it"), cli.out());
        assertEquals(2, cli.out().lines().count(), cli.out());
    }

    @Test
    void aNameThatNginxNeverStatesIsTold() {
        Cli cli = compare("{'admin': {'locations': ['/', '@reports']}}", "server { location / { include x/auth_subrequest.conf; } }");
        assertEquals(1, cli.exitCode());
        assertTrue(cli.out().contains("`@reports` of `admin`: no location sets $portcullis_location to `reports`"), cli.out());
    }

    @Test
    void aPathWithoutALocationIsTold() {
        Cli cli = compare("{'admin': {'locations': ['/a', '/b']}}", "server { location /a { include x/auth_subrequest.conf; } }");
        assertTrue(cli.out().contains("`/b` of `admin`: the server has no location for it"), cli.out());
    }

    @Test
    void includedFilesAreRead() {
        Cli.file(folder, "more.conf", "location /b { proxy_pass http://x; }");
        Cli cli = compare("{'admin': {'locations': ['/a', '/b']}}",
                "server { location /a { include x/auth_subrequest.conf; } include mor?.conf; }");
        assertTrue(cli.out().contains("more.conf:1: `location /b` does not ask the gate"), cli.out());
    }

    @Test
    void theProjectsOwnTemplateProtectsTheExample() {
        Cli cli = Cli.run("nginx", "--json", Cli.EXAMPLE, "--conf", Cli.ROOT.resolve("nginx/templates/default.conf.template").toString());
        assertTrue(cli.json().get("findings").findValuesAsText("kind").stream()
                .noneMatch(kind -> kind.equals("not_protected") || kind.equals("no_location") || kind.equals("name_not_set")), cli.out());
    }

    @Test
    void aBrokenConfigurationIsInvalidInput() {
        assertEquals(2, compare("{}", "server { location / {").exitCode());
        assertEquals(2, compare("{}", "worker_processes 1;").exitCode());
        assertEquals(2, Cli.run("nginx", Cli.EXAMPLE, "--conf", folder.resolve("none").toString()).exitCode());
    }
}
