package io.portcullis.cli.key;

import io.portcullis.cli.admin.Connection;
import io.portcullis.cli.admin.Console;
import io.portcullis.cli.admin.ExitCode;
import io.portcullis.cli.admin.RealmCommand;
import io.portcullis.cli.admin.Table;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code portcullis key list}: the realm's keys, the signing one first. */
@Command(
        name = "list",
        description = "List the keys that the realm signs tokens with (--all: also those for encryption and its own use).",
        footerHeading = "%nExamples:%n",
        footer = {"  portcullis key list", "  portcullis key list --all --json"})
final class ListKeys extends RealmCommand {

    @Option(names = "--all", description = "Also keys for encryption and for the realm's own use.")
    private boolean all;

    @Override
    protected ExitCode run(Connection connection) {
        List<RealmKey> keys = new KeyRing(connection).keys().stream()
                .filter(key -> all || key.isForSignatures())
                .sorted(Comparator.comparing(RealmKey::signs).reversed()
                        .thenComparing(RealmKey::status)
                        .thenComparing(Comparator.comparingLong(RealmKey::priority).reversed()))
                .toList();
        Console console = console();
        console.answer(Map.of("keys", keys.stream().map(ListKeys::members).toList()));
        Table table = new Table("KEY ID", "ALGORITHM", "STATUS", "NAME");
        keys.forEach(key -> table.row(key.kid(), key.algorithm(),
                key.status().toLowerCase(Locale.ROOT) + (key.signs() ? ", signs" : ""), key.name()));
        table.print(console);
        return ExitCode.OK;
    }

    static Map<String, Object> members(RealmKey key) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("kid", key.kid());
        members.put("algorithm", key.algorithm());
        members.put("use", key.use());
        members.put("status", key.status().toLowerCase(Locale.ROOT));
        members.put("signs", key.signs());
        members.put("provider", key.provider());
        members.put("name", key.name());
        members.put("priority", key.priority());
        members.put("made", key.made() == null ? null : key.made().toString());
        members.put("retires", key.retires() == null ? null : key.retires().toString());
        return members;
    }
}
