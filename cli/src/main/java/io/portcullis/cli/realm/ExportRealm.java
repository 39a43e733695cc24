package io.portcullis.cli.realm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portcullis.cli.admin.Connection;
import io.portcullis.cli.admin.Console;
import io.portcullis.cli.admin.ExitCode;
import io.portcullis.cli.admin.OwnFile;
import io.portcullis.cli.admin.RealmCommand;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code portcullis realm export}: what is Portcullis' in a realm, ready to be imported elsewhere. */
@Command(
        name = "export",
        description = {
            "Write what is Portcullis' in a realm (roles that the policy marks, client scope and mappers, login flows, the "
                    + "gate's client, settings) as a realm file for `portcullis realm import`.",
            "There are no users and no secrets in it: the client's secret and addresses become ${...} placeholders."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  portcullis realm export --out staging.json",
            "  portcullis realm export | portcullis realm import /dev/stdin --url https://sso.example.com --realm staff"
        })
final class ExportRealm extends RealmCommand {

    @Option(names = "--out", paramLabel = "FILE", description = "Write to this file; else to standard output.")
    private Path out;

    @Override
    protected ExitCode run(Connection connection) {
        ObjectNode exported = connection.progress().during("exporting the realm " + connection.realmName(),
                () -> new PortcullisPart(connection, options().installation().clientId()).export());
        Console console = console();
        String text = Console.pretty(exported);
        if (out == null) {
            console.raw(text);
        } else {
            OwnFile.write(out, text + "\n");
            console.answer(Map.of("file", out.toString()));
            console.say("wrote what is Portcullis' in the realm " + connection.realmName() + " to " + out);
        }
        return ExitCode.OK;
    }
}
