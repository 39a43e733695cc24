package io.portcullis.cli.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portcullis.cli.admin.Console;
import java.time.Clock;
import java.util.Set;

/** Members of a token's header or payload, one to a line, times in words. */
final class ClaimLines {

    private static final Set<String> TIMES = Set.of("exp", "iat", "nbf", "auth_time", "access_token_iat");

    private final Console console;
    private final Clock clock;

    ClaimLines(Console console, Clock clock) {
        this.console = console;
        this.clock = clock;
    }

    void print(ObjectNode members) {
        int width = 0;
        for (var names = members.fieldNames(); names.hasNext(); ) {
            width = Math.max(width, names.next().length());
        }
        int column = width;
        members.properties().forEach(member -> console.say("  " + member.getKey()
                + " ".repeat(column - member.getKey().length() + 2) + shown(member.getKey(), member.getValue())));
    }

    private String shown(String name, JsonNode value) {
        boolean time = value.canConvertToLong() && value.isNumber() && value.asLong() > 0
                && (TIMES.contains(name) || name.endsWith("_at"));
        if (time) {
            return Inspection.words(value.asLong(), clock.instant());
        }
        return value.isTextual() ? value.textValue() : value.toString();
    }
}
