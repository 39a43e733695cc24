package io.portcullis.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatrixCommandTest {

    @TempDir
    Path folder;

    @Test
    void rolesByLocationsAreATable() {
        Cli cli = Cli.run("matrix", Cli.EXAMPLE);
        assertEquals("""
            location                              @public  @authenticated  user  moderator  admin
            /                                     yes      yes             yes   yes        yes
            /assets/**                            yes      yes             yes   yes        yes
            GET /me                                        yes             yes   yes        yes
            /users/{token.preferred_username}/**           yes             yes   yes        yes
            GET /articles/**                                               yes   yes        yes
            /protected                                                           yes        yes
            PUT,DELETE /articles/*                                               yes        yes
            /admin/**                                                                       yes
            @reports                                                                        yes
            /admin/keys/**                                                                  step-up
            """, cli.out());
    }

    @Test
    void whatIsReachedInPartSaysHow() {
        String file = Cli.file(folder, "p.json", "{\"user\": {\"locations\": [\"GET /a/**\", \"POST /a/x\"]},"
                + " \"admin\": {\"locations\": [\"/a/**\"]}}");
        assertEquals("""
            | location | user | admin |
            | --- | --- | --- |
            | `GET /a/**` | yes | yes |
            | `POST /a/x` | yes | yes |
            | `/a/**` | GET | yes |
            """, Cli.run("matrix", "--format", "markdown", file).out());
    }

    @Test
    void whatMarkdownWouldReadAsItsOwnIsEscaped() {
        String file = Cli.file(folder, "p.json", "{\"<i>_a|b_\": {\"locations\": [\"/a|b\", \"/`x`\"]}}");
        assertEquals("""
            | location | \\<i\\>\\_a\\|b\\_ |
            | --- | --- |
            | `/a\\|b` | yes |
            | `` /`x` `` | yes |
            """, Cli.run("matrix", "--format", "markdown", file).out());
    }

    @Test
    void theTableIsHtmlWithItsTextEscaped() {
        String file = Cli.file(folder, "p.json", "{\"<b>\": {\"locations\": [\"/a<b\"]}}");
        String out = Cli.run("matrix", "--format", "html", file).out();
        assertTrue(out.contains("<tr><th>location</th><th>&lt;b&gt;</th></tr>"), out);
        assertTrue(out.contains("<tr><th><code>/a&lt;b</code></th><td>yes</td></tr>"), out);
    }

    @Test
    void theTableIsJsonForPrograms() {
        Cli cli = Cli.run("matrix", "--json", Cli.EXAMPLE);
        assertEquals("step-up", cli.json().get("locations").get(9).get("keys").get("admin").asText());
    }
}
