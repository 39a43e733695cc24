package io.portcullis.cli.token;

import com.fasterxml.jackson.databind.JsonNode;
import io.portcullis.cli.admin.AddressOptions;
import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.Console;
import io.portcullis.cli.admin.ExitCode;
import io.portcullis.cli.admin.Installation;
import io.portcullis.cli.admin.OwnFile;
import io.portcullis.cli.admin.Progress;
import io.portcullis.cli.admin.RealmEndpoints;
import io.portcullis.cli.admin.Secrets;
import io.portcullis.cli.admin.TrustedRoots;
import io.portcullis.cli.admin.Web;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code portcullis token login}: an access token for scripts. */
@Command(
        name = "login",
        description = {
            "Get an access token for scripts: with --user by name and password, else by the device flow (RFC 8628), in "
                    + "which you confirm a code in the browser of any device.",
            "The token goes to standard output, or with --out to a file that only you can read."
        },
        footerHeading = "%nThe client must allow it: in Keycloak's console under Clients > CLIENT > Capability config, "
                + "\"Direct access grants\" for passwords, \"OAuth 2.0 Device Authorization Grant\" for the device flow."
                + "%n%nExamples:%n",
        footer = {
            "  portcullis token login --user alice --out token.txt",
            "  portcullis token login --user alice --password-stdin < password.txt",
            "  curl -H \"Authorization: Bearer $(portcullis token login --client my-cli)\" https://example.com/articles/1"
        })
final class LoginForToken implements Callable<Integer> {

    @Mixin
    private AddressOptions options;

    @Option(names = "--user", paramLabel = "NAME", description = "Log in as this user, by password.")
    private String user;

    @Option(names = "--password-stdin", description = "Read the password from the first line of standard input.")
    private boolean passwordStdin;

    @Option(names = "--client", paramLabel = "ID",
            description = "The client (PORTCULLIS_LOGIN_CLIENT_ID, else the gate's own). Its secret, when it has one, is in "
                    + "PORTCULLIS_LOGIN_CLIENT_SECRET or PORTCULLIS_LOGIN_CLIENT_SECRET_FILE.")
    private String client;

    @Option(names = "--scope", paramLabel = "SCOPE", defaultValue = "openid",
            description = "The scopes to ask for (${DEFAULT-VALUE}).")
    private String scope;

    @Option(names = "--out", paramLabel = "FILE", description = "Write the token to this file, with the permissions 0600.")
    private Path out;

    @Override
    public Integer call() {
        if (passwordStdin && user == null) {
            throw CommandFailure.invalid("--password-stdin is for --user NAME");
        }
        Installation installation = options.installation();
        Web web = new Web(TrustedRoots.of(installation), options.timeout());
        RealmEndpoints realm = RealmEndpoints.of(web, options.url(), options.realm());
        Console console = options.output().console();
        TokenGrant grant = new TokenGrant(web, realm, clientId(installation), clientSecret(installation), scope);
        JsonNode answer = user == null
                ? new DeviceFlow(grant, console, new Progress(console)).run()
                : grant.byPassword(user, password());
        if (out != null) {
            OwnFile.write(out, answer.path("access_token").asText() + "\n");
            console.answer(Map.of("file", out.toString(), "expiresIn", answer.path("expires_in").asLong()));
            console.say("wrote the token to " + out + "; it expires in " + answer.path("expires_in").asLong() + " s");
        } else {
            console.answer(answer);
            console.say(answer.path("access_token").asText());
        }
        return ExitCode.OK.number();
    }

    private String clientId(Installation installation) {
        return client != null ? client : installation.setting("PORTCULLIS_LOGIN_CLIENT_ID").orElse(installation.clientId());
    }

    private Optional<String> clientSecret(Installation installation) {
        Optional<String> own = installation.setting("PORTCULLIS_LOGIN_CLIENT_SECRET_FILE")
                .map(file -> Secrets.firstLine("PORTCULLIS_LOGIN_CLIENT_SECRET_FILE", installation.home().resolve(file)))
                .or(() -> installation.setting("PORTCULLIS_LOGIN_CLIENT_SECRET"));
        return own.isPresent() || !clientId(installation).equals(installation.clientId())
                ? own
                : installation.clientSecret();
    }

    private String password() {
        return passwordStdin
                ? Secrets.firstLine("the password", System.in)
                : Secrets.prompt("Password of " + user).orElseThrow(() -> CommandFailure.invalid(
                        "there is no terminal to ask for the password; use --password-stdin"));
    }
}
